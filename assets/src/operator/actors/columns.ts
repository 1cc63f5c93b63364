import type { Order } from './tree';

export interface Column {
  label: string;
  title?: string;
  order?: Order;
  isNumber?: true;
}

export const columns: readonly Column[] = [
  { label: 'Actor', order: 'tree', title: 'Who watches over whom' },
  { label: 'State' },
  { label: 'Mailbox', order: 'depth', isNumber: true, title: 'Messages accepted and not yet answered' },
  { label: 'In flight', order: 'deferred', isNumber: true, title: 'Handled, with the answer still to come' },
  { label: 'msg/s', order: 'rate', isNumber: true, title: 'Messages a second, lately' },
  { label: 'p50', order: 'p50', isNumber: true, title: 'Half of the messages were handled faster' },
  { label: 'p99', order: 'p99', isNumber: true, title: 'All but one in a hundred were handled faster' },
  { label: 'Restarts', order: 'restarts', isNumber: true },
  { label: 'Age', order: 'age', isNumber: true },
];

/** Where there is room for columns; below, a row is two lines. */
export const WIDE = '(width >= 80rem)';
export const HEIGHT = { wide: 44, narrow: 64 } as const;

/** Shared by the heading and every row: the columns line up though each row is placed by itself. */
export const grid =
  'xl:grid xl:grid-cols-[minmax(0,1fr)_7.5rem_5.5rem_4rem_8.5rem_4.25rem_4.25rem_4.25rem_5.25rem_2.75rem] xl:items-center xl:gap-x-3';
