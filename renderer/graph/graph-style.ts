/** How the graph looks: one meaning a colour, and never by colour alone (borders and lines differ in style as well). */
import type { StylesheetJson } from 'cytoscape';
import { token } from '../source/theme.ts';

/** Not JetBrains Mono: on a canvas its ligatures can't be turned off, and they draw `->` as an arrow that nobody printed. */
const MONO = 'DejaVu Sans Mono, Liberation Mono, Noto Sans Mono, monospace';
const SANS = 'Inter Variable, Inter, Cantarell, sans-serif';

/** Read the colours of the theme on screen. */
export function graphStyle(): StylesheetJson {
  return [
    {
      selector: 'node',
      style: {
        shape: 'round-rectangle',
        'background-color': token('--bg-raised'),
        'border-width': 1.5,
        'border-color': token('--line-strong'),
        color: token('--fg'),
        label: 'data(label)',
        'font-family': MONO,
        'font-size': 11.5,
        'text-wrap': 'wrap',
        'text-max-width': '400px',
        'text-valign': 'center',
        'line-height': 1.25,
      },
    },
    { selector: 'node.thread', style: { shape: 'ellipse', 'border-color': token('--fg-faint') } },
    { selector: 'node.idle', style: { color: token('--fg-faint'), 'border-color': token('--line-strong') } },
    { selector: 'node.role-held-only', style: { 'border-style': 'dotted', color: token('--fg-faint') } },
    {
      selector: 'node.holding',
      style: {
        'border-width': 3,
        'border-color': token('--holding'),
        'background-color': token('--holding-bg'),
      },
    },
    {
      selector: 'node.waiting',
      style: {
        'border-width': 3,
        'border-style': 'dashed',
        'border-color': token('--waiting'),
        'background-color': token('--waiting-bg'),
      },
    },
    {
      selector: 'node.deadlock',
      style: {
        'border-width': 5,
        'border-style': 'double',
        'border-color': token('--deadlock'),
        'background-color': token('--deadlock-bg'),
      },
    },
    {
      selector: 'node.chosen',
      style: { 'outline-width': 2.5, 'outline-color': token('--accent'), 'outline-offset': 4 },
    },
    {
      selector: 'edge',
      style: {
        width: 1.75,
        'curve-style': 'bezier',
        'line-color': token('--fg-faint'),
        'target-arrow-color': token('--fg-faint'),
        'target-arrow-shape': 'triangle',
        'arrow-scale': 1.1,
        label: 'data(label)',
        color: token('--fg-soft'),
        'font-family': SANS,
        'font-size': 11.5,
        'text-wrap': 'wrap',
        'line-height': 1.25,
        'text-background-color': token('--bg'),
        'text-background-opacity': 0.92,
        'text-background-padding': '2px',
        'loop-direction': '0deg',
        'loop-sweep': '70deg',
      },
    },
    { selector: 'edge.current', style: { width: 2.75, color: token('--fg') } },
    { selector: 'edge.earlier', style: { 'line-style': 'solid' } },
    {
      selector: 'edge.inferred',
      style: { 'line-style': 'dotted', 'line-color': token('--inferred'), 'target-arrow-color': token('--inferred') },
    },
    { selector: 'edge.interrupt', style: { 'target-arrow-shape': 'vee' } },
    {
      selector: 'edge.holding',
      style: {
        'line-color': token('--holding'),
        'target-arrow-color': token('--holding'),
        'target-arrow-fill': 'hollow',
      },
    },
    {
      selector: 'edge.waiting',
      style: {
        'line-style': 'dashed',
        'line-color': token('--waiting'),
        'target-arrow-color': token('--waiting'),
        width: 2.5,
      },
    },
    {
      selector: 'edge.deadlock',
      style: {
        'line-style': 'solid',
        'line-color': token('--deadlock'),
        'target-arrow-color': token('--deadlock'),
        width: 4,
      },
    },
    {
      selector: 'edge.chosen',
      style: {
        'underlay-color': token('--accent'),
        'underlay-opacity': 0.35,
        'underlay-padding': 5,
        color: token('--fg'),
        'z-index': 10,
      },
    },
  ];
}
