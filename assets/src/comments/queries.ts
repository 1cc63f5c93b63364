import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '~/api/client';
import { must } from '~/api/queries';
import type { CommentPage } from '~/api/types';
import type { CommentSort } from '~/room/lists';
import { now } from '~/room/store';

/** A page, and when it was asked for: what is told after that may be newer than what it says. */
type Read = CommentPage & { readAt: number };

const firstPage = undefined as string | undefined;
const nextPage = ({ next_cursor }: Read) => next_cursor ?? undefined;
const on = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });

/** Comments at the top of their threads. */
export const commentsQuery = (id: string, sort: CommentSort) =>
  infiniteQueryOptions({
    queryKey: ['comments', id, sort],
    initialPageParam: firstPage,
    queryFn: async ({ pageParam, signal }): Promise<Read> => {
      const readAt = now();
      const query = { sort, ...on(pageParam) };
      const { data } = await client.GET('/api/v1/videos/{id}/comments', { params: { path: { id }, query }, signal });
      return { ...must(data), readAt };
    },
    getNextPageParam: nextPage,
    staleTime: 30_000,
  });

/** The answers in a thread, oldest first; any comment of the thread names it. */
export const repliesQuery = (id: string, comment: string) =>
  infiniteQueryOptions({
    queryKey: ['replies', id, comment],
    initialPageParam: firstPage,
    queryFn: async ({ pageParam, signal }): Promise<Read> => {
      const readAt = now();
      const params = { path: { id, comment }, query: on(pageParam) };
      const { data } = await client.GET('/api/v1/videos/{id}/comments/{comment}/replies', { params, signal });
      return { ...must(data), readAt };
    },
    getNextPageParam: nextPage,
    staleTime: 30_000,
  });

/** Comments that wait for the word of who looks after the video. */
export const heldQuery = (id: string) =>
  queryOptions({
    queryKey: ['comments', id, 'held'],
    queryFn: async ({ signal }) => {
      const query = { held: true, sort: 'oldest', limit: 100 };
      const { data } = await client.GET('/api/v1/videos/{id}/comments', { params: { path: { id }, query }, signal });
      return must(data).items;
    },
  });

/** The rules of the room. */
export const rulesQuery = (id: string) =>
  queryOptions({
    queryKey: ['room', id],
    queryFn: async ({ signal }) =>
      must((await client.GET('/api/v1/videos/{id}/room', { params: { path: { id } }, signal })).data).room,
    staleTime: 30_000,
  });

/** What a comment said before. */
export const editsQuery = (id: string) =>
  queryOptions({
    queryKey: ['edits', id],
    queryFn: async ({ signal }) =>
      must((await client.GET('/api/v1/comments/{id}/edits', { params: { path: { id } }, signal })).data).items,
  });
