# Renders as Jekyll does that has no settings of its own: JSON strings in, their HTML out.
# With an argument, quotes and dashes stay as they were typed.
require "json"
require "jekyll"

plain = {
  "smart_quotes" => "apos,apos,quot,quot",
  "typographic_symbols" => {
    "hellip" => "...", "mdash" => "---", "ndash" => "--",
    "laquo" => "<<", "raquo" => ">>", "laquo_space" => "<< ", "raquo_space" => " >>",
  },
}
settings = ARGV.empty? ? {} : {"kramdown" => plain}
converter = Jekyll::Converters::Markdown.new(Jekyll::Configuration.from(settings))
puts JSON.dump(JSON.parse($stdin.read).map { |text| converter.convert(text) })
