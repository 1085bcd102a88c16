// Renders with the named package, which NODE_PATH finds: JSON strings in, their HTML out.
const { readFileSync } = require("node:fs");

const renderers = {
  // As Eleventy does.
  "markdown-it": () => {
    const parser = require("markdown-it")({ html: true }).disable("code");
    return (text) => parser.render(text);
  },
  marked: () => require("marked").parse,
  // What remark parses with, and so Astro and Docusaurus.
  micromark: () => {
    const { micromark } = require("micromark");
    const { gfm, gfmHtml } = require("micromark-extension-gfm");
    const options = { allowDangerousHtml: true, allowDangerousProtocol: true };
    Object.assign(options, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
    return (text) => micromark(text, options);
  },
};

const render = renderers[process.argv[2]]();
const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => render(text))));
