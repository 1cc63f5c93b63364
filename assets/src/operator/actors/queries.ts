import { queryOptions } from '@tanstack/react-query';
import { client } from '~/api/client';
import { must } from '~/api/queries';
import type { Actor } from './types';

const read = async (signal: AbortSignal, kind?: string): Promise<Actor[]> => {
  const query = kind ? { kind } : {};
  const { data } = await client.GET('/api/v1/operator/actors', { params: { query }, signal });
  return (must(data) as unknown as { items: Actor[] }).items;
};

// Every look has other numbers: comparing it with the one before costs more than it saves.
const always = { structuralSharing: false } as const;

export const actorsQuery = queryOptions({
  ...always,
  queryKey: ['operator', 'actors'],
  queryFn: ({ signal }) => read(signal),
});

export const roomsQuery = queryOptions({
  ...always,
  queryKey: ['operator', 'actors', 'room'],
  queryFn: ({ signal }) => read(signal, 'room'),
});

/** A list of thousands is a megabyte: the larger it is, the rarer one looks. */
export const paceFor = (actors: number) => (actors > 500 ? 5000 : 2000);
