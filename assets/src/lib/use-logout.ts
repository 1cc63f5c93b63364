import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client } from '~/api/client';
import { describe } from '~/api/problem';
import { meQuery } from '~/api/queries';
import { rememberSignedIn } from '~/api/session';
import { notify } from './notify';

export function useLogout(): () => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    try {
      await client.POST('/api/v1/auth/logout');
    } catch (error) {
      await notify('error', describe(error));
      return;
    }
    rememberSignedIn(false);
    await navigate({ to: '/' });
    queries.clear();
    queries.setQueryData(meQuery.queryKey, null);
  };
}
