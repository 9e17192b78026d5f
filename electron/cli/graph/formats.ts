/** A merged graph as DOT, GraphML or JSON. Lock names are C expressions: everything is quoted. */
import type { MergedGraph } from './merge.ts';

const dotString = (text: string): string =>
  `"${text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/[\r\n]/g, ' ')}"`;

export const toDot = (graph: MergedGraph): string => {
  const lines = ['digraph locks {', '  rankdir=LR;', '  node [shape=box, fontname="monospace"];'];
  for (const node of graph.nodes) lines.push(`  ${dotString(node.id)};`);
  for (const edge of graph.edges) {
    const attributes = [
      ...(edge.functions.length > 0 ? [`label=${dotString(edge.functions.join(', '))}`] : []),
      ...(edge.interrupt ? ['style=dashed'] : []),
      ...(edge.reports === 0 ? ['color=gray'] : []),
    ];
    lines.push(
      `  ${dotString(edge.from)} -> ${dotString(edge.to)}${attributes.length > 0 ? ` [${attributes.join(', ')}]` : ''};`,
    );
  }
  lines.push('}', '');
  return lines.join('\n');
};

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// XML 1.0 has no control characters at all.
const xml = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ')
    .replace(/[&<>"]/g, (sign) => XML[sign] ?? sign);

export const toGraphml = (graph: MergedGraph): string => {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    '  <key id="name" for="node" attr.name="name" attr.type="string"/>',
    '  <key id="usage" for="node" attr.name="usage" attr.type="string"/>',
    '  <key id="reports" for="all" attr.name="reports" attr.type="int"/>',
    '  <key id="functions" for="edge" attr.name="functions" attr.type="string"/>',
    '  <key id="interrupt" for="edge" attr.name="interrupt" attr.type="boolean"/>',
    '  <graph id="locks" edgedefault="directed">',
  ];
  for (const node of graph.nodes) {
    const usage = node.usage === undefined ? '' : `<data key="usage">${xml(node.usage)}</data>`;
    lines.push(
      `    <node id="${xml(node.id)}"><data key="name">${xml(node.name)}</data>${usage}<data key="reports">${node.reports}</data></node>`,
    );
  }
  for (const edge of graph.edges) {
    lines.push(
      `    <edge source="${xml(edge.from)}" target="${xml(edge.to)}"><data key="reports">${edge.reports}</data><data key="functions">${xml(edge.functions.join(', '))}</data><data key="interrupt">${edge.interrupt}</data></edge>`,
    );
  }
  lines.push('  </graph>', '</graphml>', '');
  return lines.join('\n');
};

export const toJson = (graph: MergedGraph): string => `${JSON.stringify(graph, null, 2)}\n`;
