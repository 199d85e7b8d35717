// The grid of installed apps.

import { Button, Skeleton, TextInput } from '@mantine/core';
import { memo, startTransition, useDeferredValue, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { api, type App, type JobSummary } from '../api/client';
import { isOver } from '../live/jobs';
import { useApps, useJobs } from '../live/hooks';
import { useStart } from '../live/actions';
import { useMay } from '../live/me';
import { useNotices } from '../live/notices';
import { Icon } from '../parts/icons';
import { JobProgress } from '../parts/JobProgress';
import { Message } from '../parts/Message';
import { OwnerCard } from '../parts/OwnerCard';
import { openUrl } from '../parts/openUrl';
import { Page } from '../parts/Page';
import { reasonWords } from '../parts/serverWords';
import { ServerCard } from '../parts/ServerCard';
import { StateLabel } from '../parts/StateLabel';
import { UpdatesBar } from '../parts/UpdatesBar';
import { UpdateBadge } from '../parts/UpdateWords';

const AppCard = memo(function AppCard({ app, job }: { app: App; job: JobSummary | undefined }) {
  const { t, i18n } = useTranslation();
  const { working, start } = useStart(app.name);
  const url = openUrl(app);
  const { operate } = useMay();
  const here = `/apps/${app.name}`;
  const troubled = app.state === 'failed' || app.state === 'broken';
  return (
    <article className="app-card" data-app={app.name} aria-label={app.display_name}>
      <Link to={here} className="app-card-link">
        <img src={app.icon} alt="" width="56" height="56" decoding="async" />
        <span className="app-card-words">
          <span className="app-card-name">{app.display_name}</span>
          <StateLabel state={job ? 'busy' : app.state} />
        </span>
      </Link>
      {!job && (troubled || app.state === 'unhealthy') && app.reason && <p className="reason">{reasonWords(i18n, app)}</p>}
      {job ? <JobProgress job={job} compact /> : (
        <div className="app-card-foot">
          {troubled ? <Button component={Link} to={here} variant="default" size="sm">{t('app.look')}</Button>
            : app.state === 'stopped'
              ? operate && <Button variant="default" size="sm" loading={working === 'start'} onClick={() => void start('start', () => api.run(app.name, 'start'))}>{t('app.start')}</Button>
              : url && <Button component="a" href={url} target="_blank" rel="noopener noreferrer" variant="light" size="sm" data-key="open">{t('app.open')}<span className="unseen"> {app.display_name}</span></Button>}
          <UpdateBadge app={app} label />
        </div>
      )}
    </article>
  );
});

const AT_FIRST = 40; // as many as a large screen shows
const AT_ONCE = 20;

/** The first cards at once, the others with their pictures while nothing else happens: pictures that come while one scrolls hold it up. */
function useMost(all: number) {
  const [most, setMost] = useState(AT_FIRST);
  useEffect(() => {
    if (most >= all) return;
    const more = () => startTransition(() => setMost(most + AT_ONCE));
    if (!('requestIdleCallback' in window)) { // Safari
      const timer = setTimeout(more, 30);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(more, { timeout: 200 });
    return () => cancelIdleCallback(idle);
  }, [most, all]);
  return most;
}

function Waiting() {
  return <div className="app-grid" aria-hidden="true">{Array.from({ length: 8 }, (_, at) => <Skeleton key={at} height={148} radius="lg" />)}</div>;
}

export function HomePage() {
  const { t } = useTranslation();
  const apps = useApps();
  const jobs = useJobs();
  const notices = useNotices();
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const list = apps.data ?? [];
  const most = useMost(list.length);
  const shown = wanted === '' ? list : list.filter((app) => `${app.display_name} ${app.name} ${app.category} ${app.tagline}`.toLowerCase().includes(wanted));
  const running = new Map(jobs.filter((job) => !isOver(job)).map((job) => [job.app, job]));
  const installing = [...running.values()].filter((job) => job.kind === 'install' && !list.some((app) => app.name === job.app));
  return (
    <Page title={t('home.title')} aside={list.length > 0 && (
      <TextInput className="search" type="search" aria-label={t('home.search')} placeholder={t('home.search')} value={search} leftSection={<Icon name="search" size={18} />} onChange={(event) => setSearch(event.currentTarget.value)} />
    )}>
      <OwnerCard />
      <ServerCard />
      {notices.length > 0 && (
        <Message kind="warning">
          <p><Link to="/notices">{t('home.notices', { count: notices.length })}</Link></p>
        </Message>
      )}
      {list.length > 0 && <UpdatesBar apps={list} />}
      {!apps.data && <Waiting />}
      {installing.map((job) => (
        <article className="app-card" key={job.id} aria-label={job.app}><Link className="app-card-name" to={`/store/${job.app}/install`}>{job.app}</Link><JobProgress job={job} /></article>
      ))}
      <div className="app-grid" id="apps">{shown.slice(0, most).map((app) => <AppCard key={app.name} app={app} job={running.get(app.name)} />)}</div>
      {apps.data && list.length === 0 && installing.length === 0 && (
        <div className="empty">
          <img src="/furtka.svg" alt="" width="72" height="72" />
          <p>{t('home.none')}</p>
          <Button component={Link} to="/store">{t('home.to_store')}</Button>
        </div>
      )}
      {list.length > 0 && shown.length === 0 && <p className="empty" role="status">{t('home.no_match', { search })}</p>}
    </Page>
  );
}
