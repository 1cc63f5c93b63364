import { m } from '~/words';
import type { Order } from '../search';

export interface Column {
  label: () => string;
  title?: () => string;
  order?: Order;
  isNumber?: true;
}

export const columns: readonly Column[] = [
  { label: m.operator_actor, order: 'tree', title: m.operator_actor_hint },
  { label: m.operator_state },
  { label: m.operator_mailbox, order: 'depth', isNumber: true, title: m.operator_mailbox_hint },
  { label: m.operator_in_flight, order: 'deferred', isNumber: true, title: m.operator_in_flight_hint },
  { label: m.operator_rate, order: 'rate', isNumber: true, title: m.operator_rate_hint },
  { label: m.operator_p50, order: 'p50', isNumber: true, title: m.operator_p50_hint },
  { label: m.operator_p99, order: 'p99', isNumber: true, title: m.operator_p99_hint },
  { label: m.operator_restarts, order: 'restarts', isNumber: true },
  { label: m.operator_age, order: 'age', isNumber: true },
];

/** Where there is room for columns; below, a row is two lines. */
export const WIDE = '(width >= 80rem)';
export const HEIGHT = { wide: 44, narrow: 64 } as const;

/** Shared by the heading and every row: the columns line up though each row is placed by itself. */
export const grid =
  'xl:grid xl:grid-cols-[minmax(0,1fr)_7.5rem_5.5rem_4rem_8.5rem_4.25rem_4.25rem_4.25rem_5.25rem_2.75rem] xl:items-center xl:gap-x-3';
