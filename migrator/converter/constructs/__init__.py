"""What each HTML element means: headings, lists, tables, code, embeds, footnotes, images, links, math."""
