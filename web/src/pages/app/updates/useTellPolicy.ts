import { useQueryClient } from '@tanstack/react-query';
import { updatesApi, type AppPolicy } from '../../../api/updates';
import { keys } from '../../../live/keys';
import { live } from '../../../live/live';

/** Takes an answer into what the page shows. What is held back is judged by the next check, so one is asked for. */
export function useTellPolicy(app: string) {
  const client = useQueryClient();
  return (policy: AppPolicy) => {
    client.setQueryData(keys.updatesOf(app, 'policy'), policy);
    updatesApi.check(app).then(live.tellUpdates).catch(() => { /* what is shown only stays older */ });
  };
}
