import { External } from '~/lib/external';

/** How the uploads of this page are doing, for who is on another page. It is apart from them, which bring much along. */
export interface Active {
  left: number;
  /** Whole percents. */
  percent: number;
}

export const activeUploads = new External<Active>({ left: 0, percent: 0 });

export function tellActive(left: number, part: number): void {
  const percent = Math.floor(part * 100);
  const before = activeUploads.get();
  if (before.left !== left || before.percent !== percent) activeUploads.set({ left, percent });
}
