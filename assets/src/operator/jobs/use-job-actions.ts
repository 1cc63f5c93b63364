import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { client } from '~/api/client';
import { describe, isNotFound } from '~/api/problem';
import type { MediaJob } from '~/api/types';
import { notify } from '~/lib/notify';
import { m } from '~/words';
import { type Asked, stillAsked } from './job-list';
import { jobsKey } from './queries';

interface Action {
  id: string;
  what: Asked;
}

function send({ id, what }: Action) {
  const params = { path: { job: Number(id) } };
  if (what === 'cancel') return client.POST('/api/v1/operator/jobs/{job}/cancel', { params });
  if (what === 'retry') return client.POST('/api/v1/operator/jobs/{job}/retry', { params });
  return client.POST('/api/v1/operator/jobs/{job}/priority', { params, body: { priority: what } });
}

const done = { cancel: m.operator_job_cancelled, retry: m.operator_job_begins_again } as const;

/** What an operator does to jobs: shown at once, and taken back with a word when the server refuses. */
export function useJobActions(jobs: readonly MediaJob[] | undefined) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<ReadonlyMap<string, Asked>>(new Map());
  useEffect(() => {
    if (jobs) setAsked((before) => stillAsked(jobs, before));
  }, [jobs]);
  const forget = (id: string) => setAsked((before) => new Map([...before].filter(([other]) => other !== id)));
  const { mutate } = useMutation({
    mutationFn: send,
    onMutate: ({ id, what }) => setAsked((before) => new Map(before).set(id, what)),
    onSuccess: (_answer, { what }) => {
      if (what === 'cancel' || what === 'retry') void notify('success', done[what]());
    },
    onError: (error, { id }) => {
      forget(id);
      void notify('error', isNotFound(error) ? m.operator_job_done() : describe(error));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: jobsKey }),
  });
  return { asked, act: (id: string, what: Asked) => mutate({ id, what }) };
}
