// Renders with the named package, which NODE_PATH finds: JSON strings in, their HTML out.
const { readFileSync } = require("node:fs");

const renderers = {
  // As Eleventy does.
  "markdown-it": () => {
    const parser = require("markdown-it")({ html: true }).disable("code");
    return (text) => parser.render(text);
  },
  marked: () => require("marked").parse,
  // What remark parses with, and so Astro and Docusaurus, which leave out no tags as GitHub does.
  micromark: () => {
    const { micromark } = require("micromark");
    const { gfm, gfmHtml } = require("micromark-extension-gfm");
    const asIs = function (token) {
      this.raw(this.sliceSerialize(token));
    };
    const everyTag = { exit: { htmlFlowData: asIs, htmlTextData: asIs } };
    const extensions = { extensions: [gfm()], htmlExtensions: [gfmHtml(), everyTag] };
    const options = { allowDangerousHtml: true, allowDangerousProtocol: true, ...extensions };
    return (text) => micromark(text, options);
  },
};

const render = renderers[process.argv[2]]();
const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => render(text))));
