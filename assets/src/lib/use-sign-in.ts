import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { client } from '~/api/client';
import { meQuery } from '~/api/queries';
import { noteAccess, rememberSignedIn } from '~/api/session';

/** Signs in and goes to where the person was headed; the way back does not lead to the form again. */
export function useSignIn(next: string | undefined) {
  const queries = useQueryClient();
  const router = useRouter();
  return async (email: string, password: string, totp?: string): Promise<void> => {
    const { data } = await client.POST('/api/v1/auth/login', { body: { email, password, totp } });
    rememberSignedIn(true);
    if (data) noteAccess(data.expires_in);
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
    queries.setQueryData(meQuery.queryKey, data?.user ?? null);
    router.history.replace(next ?? '/');
  };
}
