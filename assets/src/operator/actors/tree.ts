import { kindOf } from '../labels';
import type { Names } from '../names';
import type { ActorShow, Order } from '../search';
import { type Actor, hasFailed, isBusy, isPast, isTroubled } from './types';

/** Several actors of one kind below the same parent. */
export interface Group {
  kind: string;
  actors: Actor[];
}

export interface TreeNode {
  key: string;
  actor?: Actor;
  group?: Group;
  children: TreeNode[];
}

export interface TreeRow {
  node: TreeNode;
  /** Counted from 1, as is the position among its siblings. */
  level: number;
  position: number;
  siblings: number;
  /** undefined: there is nothing below it. */
  isOpen: boolean | undefined;
}

export interface Wanted {
  show: ActorShow;
  /** Words that all have to occur; `#7` is the actor of this number. */
  search: string;
  names: Names;
}

/** So many of a kind are folded into one line. */
export const GROUPED_FROM = 6;

const figures: Record<Exclude<Order, 'tree'>, (actor: Actor) => number> = {
  depth: (actor) => actor.depth,
  deferred: (actor) => actor.deferred,
  rate: (actor) => actor.rate,
  p50: (actor) => actor.handle_time.p50_us,
  p99: (actor) => actor.handle_time.p99_us,
  restarts: (actor) => actor.restarts,
  age: (actor) => actor.age_seconds,
};

function matcher(search: string, names: Names): (actor: Actor) => boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return (actor) => {
    const name = actor.label && names.get(actor.label);
    const text = [actor.kind, kindOf(actor.kind), actor.label, name, actor.doing, actor.phase, actor.last_error?.text]
      .join(' ')
      .toLowerCase();
    return words.every((word) => (/^#\d+$/.test(word) ? word === `#${actor.id}` : text.includes(word)));
  };
}

const isShown: Record<ActorShow, (actor: Actor) => boolean> = {
  all: () => true,
  live: (actor) => !isPast(actor),
  busy: isBusy,
  failed: hasFailed,
};

/** Those that are looked for, and whoever is above them. */
export function wanted(actors: readonly Actor[], { show, search, names }: Wanted): Actor[] {
  const matches = matcher(search, names);
  const byId = new Map(actors.map((actor) => [actor.id, actor]));
  const kept = new Set<Actor>();
  for (const actor of actors) {
    if (!isShown[show](actor) || !matches(actor)) continue;
    let above: Actor | undefined = actor;
    while (above && !kept.has(above)) {
      kept.add(above);
      above = above.parent === null ? undefined : byId.get(above.parent);
    }
  }
  return actors.filter((actor) => kept.has(actor));
}

function compare(order: Order): ((left: TreeNode, right: TreeNode) => number) | undefined {
  if (order === 'tree') return undefined;
  const figure = figures[order];
  const most = (node: TreeNode): number =>
    Math.max(0, ...(node.group?.actors ?? (node.actor ? [node.actor] : [])).map(figure), ...node.children.map(most));
  return (left, right) => most(right) - most(left);
}

function grouped<Key>(actors: readonly Actor[], keyOf: (actor: Actor) => Key): Map<Key, Actor[]> {
  const groups = new Map<Key, Actor[]>();
  for (const actor of actors) {
    const key = keyOf(actor);
    const group = groups.get(key);
    if (group) group.push(actor);
    else groups.set(key, [actor]);
  }
  return groups;
}

/** Who watches over whom. Who has lost their parent is at the root. */
export function treeOf(actors: readonly Actor[], order: Order): TreeNode[] {
  const known = new Set(actors.map(({ id }) => id));
  const below = grouped(actors, ({ parent }) => (parent !== null && known.has(parent) ? parent : null));
  const inOrder = compare(order);
  const nodeOf = (actor: Actor): TreeNode => ({
    key: String(actor.id),
    actor,
    children: nodesOf(below.get(actor.id) ?? [], String(actor.id)),
  });
  const nodesOf = (siblings: readonly Actor[], parent: string): TreeNode[] => {
    const kinds = grouped(siblings, ({ kind }) => kind);
    const nodes = [...kinds].flatMap(([kind, some]): TreeNode[] => {
      const children = some.map(nodeOf);
      if (inOrder) children.sort(inOrder);
      if (some.length < GROUPED_FROM) return children;
      return [{ key: `${parent}/${kind}`, group: { kind, actors: some }, children }];
    });
    return inOrder ? nodes.sort(inOrder) : nodes;
  };
  return nodesOf(below.get(null) ?? [], '');
}

/** The rows that are seen, with what is folded left out. Groups are folded until somebody opens them. */
export function rowsOf(tree: readonly TreeNode[], folds: ReadonlyMap<string, boolean>, areAllOpen: boolean): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (nodes: readonly TreeNode[], level: number) => {
    for (const [index, node] of nodes.entries()) {
      const isOpen = folds.get(node.key) ?? (areAllOpen || !node.group);
      const hasMore = node.children.length > 0;
      rows.push({ node, level, position: index + 1, siblings: nodes.length, isOpen: hasMore ? isOpen : undefined });
      if (hasMore && isOpen) add(node.children, level + 1);
    }
  };
  add(tree, 1);
  return rows;
}

export interface GroupFigures {
  count: number;
  troubled: number;
  busy: number;
  depth: number;
  deferred: number;
  rate: number;
  p50: number;
  p99: number;
  restarts: number;
}

/** A group in one line: sums, and the slowest's times. */
export function groupFigures({ actors }: Group): GroupFigures {
  const sum = (figure: (actor: Actor) => number) => actors.reduce((total, actor) => total + figure(actor), 0);
  const most = (figure: (actor: Actor) => number) => actors.reduce((top, actor) => Math.max(top, figure(actor)), 0);
  return {
    count: actors.length,
    troubled: actors.filter(isTroubled).length,
    busy: actors.filter(isBusy).length,
    depth: sum(figures.depth),
    deferred: sum(figures.deferred),
    rate: sum(figures.rate),
    p50: most(figures.p50),
    p99: most(figures.p99),
    restarts: sum(figures.restarts),
  };
}
