# Renders as Jekyll does that has no settings of its own: JSON strings in, their HTML out.
require "json"
require "jekyll"

converter = Jekyll::Converters::Markdown.new(Jekyll::Configuration.from({}))
puts JSON.dump(JSON.parse($stdin.read).map { |text| converter.convert(text) })
