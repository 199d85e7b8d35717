// What other programs run on this server, and what of it can become an app.

import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { asProblem } from '../../api/client';
import { moveInApi } from '../../api/moveIn';
import { useApps, useJobs } from '../../live/hooks';
import { isOver } from '../../live/jobs';
import { keys } from '../../live/keys';
import { live } from '../../live/live';
import { Icon } from '../../parts/icons';
import { JobProgress } from '../../parts/JobProgress';
import { Message, Trouble } from '../../parts/Message';
import { OfferCard } from './movein/OfferCard';

export function MoveIn() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const told = useQuery({ queryKey: keys.moveIn, queryFn: moveInApi.list, staleTime: 0, retry: 0 });
  const running = useJobs().filter((job) => job.kind.startsWith('move_in') && !isOver(job));
  const open = (useApps().data ?? []).filter((each) => each.moved_in?.confirmed === false && !running.some((job) => job.app === each.name));
  // What was taken over or taken back is no offer any more, or one again.
  useEffect(() => live.onEnded((job) => { if (job.kind.startsWith('move_in')) void client.invalidateQueries({ queryKey: keys.moveIn }); }), [client]);
  if (told.error) return <Trouble problem={asProblem(told.error)} actions={<Button variant="default" onClick={() => void told.refetch()}>{t('try_again')}</Button>} />;
  return (
    <section className="panel" aria-labelledby="move-in">
      <h2 id="move-in">{t('movein.title')}</h2>
      <p className="dim panel-text">{t('movein.text')}</p>
      {running.map((job) => <JobProgress key={job.id} job={job} />)}
      {open.map((each) => (
        <Message key={each.name} kind="note" title={t('movein.open', { name: each.display_name, program: each.moved_in!.program_name })}
          actions={<Button component={Link} to={`/apps/${each.name}`} variant="default">{t('movein.to_app')}</Button>}>
          <p>{t('movein.open_text')}</p>
        </Message>
      ))}
      {!told.data && <p className="dim" role="status">{t('movein.looking')}</p>}
      {told.data && told.data.offers.length === 0 && <p className="dim"><Icon name="box" size={16} /> {t('movein.none')}</p>}
      <ul className="entries">
        {(told.data?.offers ?? []).map((each) => <OfferCard key={each.id} offer={each} />)}
      </ul>
      {told.data && <div className="actions"><Button variant="default" loading={told.isFetching} onClick={() => void told.refetch()}>{t('movein.again')}</Button></div>}
    </section>
  );
}
