import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { notify } from '~/lib/notify';
import { type Place, moved, placeAt } from '~/playlists/reorder';
import { m } from '~/words';
import { client } from './client';
import { changeInLists, itemsOf, withItems } from './lists';
import { playlistItemsQuery, playlistQuery } from './playlists';
import { describe } from './problem';
import { videoQuery } from './queries';
import type { PlaylistItem } from './types';
import { watchLaterQuery } from './watch-later';

/** Videos in an order that the person chose. */
export interface OrderedList {
  queryKey: ReturnType<typeof playlistItemsQuery>['queryKey'];
  insert: (video: string, place: Place) => Promise<unknown>;
  move: (video: string, place: Place) => Promise<unknown>;
  remove: (video: string) => Promise<unknown>;
  /** What else knows about it. */
  changed: (queries: QueryClient, video: string, isIn: boolean) => void;
}

export const playlistList = (id: string): OrderedList => ({
  queryKey: playlistItemsQuery(id).queryKey,
  insert: (video, place) =>
    client.POST('/api/v1/playlists/{id}/items', { params: { path: { id } }, body: { video, ...place } }),
  move: (video, place) =>
    client.PATCH('/api/v1/playlists/{id}/items/{video}', { params: { path: { id, video } }, body: place }),
  remove: (video) => client.DELETE('/api/v1/playlists/{id}/items/{video}', { params: { path: { id, video } } }),
  changed: (queries) => {
    void queries.invalidateQueries({ queryKey: playlistQuery(id).queryKey });
    void queries.invalidateQueries({ queryKey: ['playlists'] });
  },
});

const later = '/api/v1/users/me/watch-later/{video}';

export const watchLaterList: OrderedList = {
  queryKey: watchLaterQuery.queryKey,
  insert: async (video, place) => {
    await client.PUT(later, { params: { path: { video } } });
    if (place.after || place.before) await client.PATCH(later, { params: { path: { video } }, body: place });
  },
  move: (video, place) => client.PATCH(later, { params: { path: { video } }, body: place }),
  remove: (video) => client.DELETE(later, { params: { path: { video } } }),
  changed: (queries, video, isIn) => {
    changeInLists(queries, video, (copy) => ({ ...copy, watch_later: isIn }));
    queries.setQueryData(videoQuery(video).queryKey, (copy) => copy && { ...copy, watch_later: isIn });
  },
};

const idOf = (item: PlaylistItem) => item.video.id;

class Order {
  /** One request after the other, so that each finds the neighbours that it names. */
  private last: Promise<void> = Promise.resolve();
  private readonly list: OrderedList;
  private readonly queries: QueryClient;

  constructor(list: OrderedList, queries: QueryClient) {
    this.list = list;
    this.queries = queries;
  }

  move(from: number, to: number): void {
    const items = moved(this.items(), from, to);
    const item = items[to];
    if (!item) return;
    const others = items.filter((_, index) => index !== to).map(idOf);
    this.show(items);
    this.ask(() => this.list.move(idOf(item), placeAt(others, to)));
  }

  remove(item: PlaylistItem): void {
    const items = this.items();
    const index = items.findIndex((other) => idOf(other) === idOf(item));
    if (index < 0) return;
    this.show(items.filter((other) => other !== items[index]));
    this.ask(
      () => this.list.remove(idOf(item)),
      () => this.list.changed(this.queries, idOf(item), false),
    );
    void notify('message', m.library_item_removed(), {
      label: m.common_undo(),
      onClick: () => this.putBack(item, index),
    });
  }

  private putBack(item: PlaylistItem, wanted: number): void {
    const others = this.items().filter((other) => idOf(other) !== idOf(item));
    const index = Math.min(wanted, others.length);
    this.show([...others.slice(0, index), item, ...others.slice(index)]);
    this.ask(
      () => this.list.insert(idOf(item), placeAt(others.map(idOf), index)),
      () => this.list.changed(this.queries, idOf(item), true),
    );
  }

  private items(): PlaylistItem[] {
    const pages = this.queries.getQueryData(this.list.queryKey);
    return pages ? itemsOf<PlaylistItem>(pages, idOf) : [];
  }

  private show(items: PlaylistItem[]): void {
    this.queries.setQueryData(this.list.queryKey, (pages) => pages && withItems(pages, items));
  }

  /** Shown already; when the server refuses, it says what is. */
  private ask(work: () => Promise<unknown>, done?: () => void): void {
    const { queryKey } = this.list;
    this.last = this.last.then(async () => {
      try {
        await this.queries.cancelQueries({ queryKey });
        await work();
        done?.();
      } catch (error) {
        void notify('error', describe(error));
        void this.queries.invalidateQueries({ queryKey });
      }
    });
  }
}

/** Moves and removals in such a list: seen at once, put right with a word when the server refuses. */
export function useOrder(list: OrderedList): Order {
  const queries = useQueryClient();
  return useMemo(() => new Order(list, queries), [list, queries]);
}
