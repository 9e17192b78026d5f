/** One lock graph from many reports and /proc/lockdep dumps. */
import type { Report } from '../../../shared/contract/report.ts';
import { graphFromReport } from '../../../shared/lock-graph/from-report.ts';
import type { ProcClass } from '../../../shared/lockdep/proc-lockdep.ts';

export interface MergedNode {
  /** Class as printed, with `#N` and `/N`. */
  readonly id: string;
  readonly name: string;
  readonly subclass: number;
  usage?: string;
  /** Number of reports that mention it. */
  reports: number;
}

export interface MergedEdge {
  /** Was held ... */
  readonly from: string;
  /** ... when this was taken. */
  readonly to: string;
  /** Number of reports that show it; 0 when only a dump has it. */
  reports: number;
  /** True when some report's interrupt makes this edge. */
  interrupt: boolean;
  /** Functions that took `to`. */
  readonly functions: string[];
  /** Signatures of the reports. */
  readonly signatures: string[];
  /** Files it was found in. */
  readonly sources: string[];
}

export interface MergedGraph {
  readonly schema: 'lockstep.graph/1';
  readonly nodes: readonly MergedNode[];
  readonly edges: readonly MergedEdge[];
}

const addOnce = (list: string[], item: string): void => {
  if (!list.includes(item)) list.push(item);
};

export class GraphMerger {
  private readonly nodes = new Map<string, MergedNode>();
  private readonly edges = new Map<string, MergedEdge>();

  private node(id: string, name: string, subclass: number, usage: string | undefined): MergedNode {
    let node = this.nodes.get(id);
    if (!node) {
      node = { id, name, subclass, reports: 0 };
      this.nodes.set(id, node);
    }
    if (usage !== undefined) node.usage ??= usage;
    return node;
  }

  private edge(from: string, to: string): MergedEdge {
    const key = `${from}\n${to}`;
    let edge = this.edges.get(key);
    if (!edge) {
      edge = { from, to, reports: 0, interrupt: false, functions: [], signatures: [], sources: [] };
      this.edges.set(key, edge);
    }
    return edge;
  }

  addReport(report: Report): void {
    const graph = graphFromReport(report);
    for (const { lock } of graph.nodes) this.node(lock.class, lock.name, lock.subclass ?? 0, lock.usage).reports++;
    for (const one of graph.edges) {
      const edge = this.edge(one.from, one.to);
      edge.reports++;
      if (one.interrupt) edge.interrupt = true;
      if (one.frame) addOnce(edge.functions, one.frame.symbol);
      addOnce(edge.signatures, report.signature);
      addOnce(edge.sources, report.source.name);
    }
  }

  addClasses(classes: readonly ProcClass[], source: string): void {
    for (const one of classes) {
      this.node(one.lock.class, one.lock.name, one.lock.subclass ?? 0, one.lock.usage);
      for (const to of one.after) addOnce(this.edge(one.lock.class, to).sources, source);
    }
    // Targets that have no line of their own.
    for (const edge of this.edges.values()) if (!this.nodes.has(edge.to)) this.node(edge.to, edge.to, 0, undefined);
  }

  done(): MergedGraph {
    const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
    const nodes = [...this.nodes.values()].sort(byId);
    const edges = [...this.edges.values()].sort((a, b) =>
      byId({ id: `${a.from}\n${a.to}` }, { id: `${b.from}\n${b.to}` }),
    );
    return { schema: 'lockstep.graph/1', nodes, edges };
  }
}
