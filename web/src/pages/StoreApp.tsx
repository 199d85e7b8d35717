// One app of the store: what it is, how it looks, what it needs and what it brings along.

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router-dom';
import { api, asProblem, type AvailableInFull } from '../api/client';
import { useAvailable, useLastJob, useRunningJob } from '../live/hooks';
import { keys } from '../live/keys';
import { useMay } from '../live/me';
import { categoryWords } from '../parts/category';
import { Facts, WebLink } from '../parts/Facts';
import { JobEnd } from '../parts/JobEnd';
import { JobProgress } from '../parts/JobProgress';
import { Message, Trouble } from '../parts/Message';
import { Needs, useInstallPlan } from '../parts/Needs';
import { Page } from '../parts/Page';
import { patiently } from '../parts/patiently';
import { Screenshots } from '../parts/Screenshots';
import { NotFoundPage } from './NotFound';
import { OwnActions } from './own/OwnActions';

const Markdown = lazy(() => patiently(() => import('../parts/Markdown')));

function About({ app, full }: { app: string; full: AvailableInFull | undefined }) {
  const { t } = useTranslation();
  return (
    <section className="panel" aria-labelledby="about">
      <h2 id="about">{t('store.about')}</h2>
      {full && <Screenshots app={app} urls={full.screenshots} />}
      {full && <Suspense><Markdown text={full.description_long || full.description} /></Suspense>}
      {full?.tips && <Message kind="note"><p>{full.tips}</p></Message>}
      {full?.release_notes && <><h3>{t('store.news')}</h3><Suspense><Markdown text={full.release_notes} /></Suspense></>}
    </section>
  );
}

export function StoreAppPage() {
  const { t } = useTranslation();
  const { name = '' } = useParams();
  const available = useAvailable();
  const job = useRunningJob(name);
  const last = useLastJob(name);
  const { install, admin } = useMay();
  const app = available.data?.find((each) => each.name === name);
  const full = useQuery({ queryKey: keys.availableApp(name), queryFn: () => api.availableApp(name), enabled: app !== undefined, retry: 0 }).data;
  const plan = useInstallPlan(name, app?.error === null);
  if (!available.data) return null;
  if (!app) return <NotFoundPage />;
  const nameOf = (each: string) => available.data.find((other) => other.name === each)?.display_name ?? each;
  return (
    <Page title={app.display_name} hideTitle back={{ to: '/store', text: t('store.title') }}>
      <div className="hero">
        <img src={app.icon} alt="" width="88" height="88" />
        <div className="hero-words">
          <p className="hero-name" aria-hidden="true">{app.display_name}</p>
          <p className="lead">{app.tagline || app.description}</p>
          <p className="dim">{[categoryWords(t, app.category), app.version && t('store.version', { version: app.version })].filter(Boolean).join(' · ')}</p>
        </div>
        <div className="hero-actions">
          {app.installed
            ? <Button component={Link} to={`/apps/${app.name}`} variant="light">{t('store.to_app')}</Button>
            : install && app.error === null && <Button component={Link} to={`/store/${app.name}/install`} size="md" data-key="install">{t('store.install')}</Button>}
        </div>
      </div>
      {app.error && <Trouble title={t('store.broken')} problem={app.error} />}
      {job ? <section className="panel"><JobProgress job={job} /></section> : last?.kind === 'install' && last.state !== 'done' && <JobEnd job={last} />}
      <div className="columns">
        <About app={app.display_name} full={full} />
        <section className="panel" aria-labelledby="needs">
          <h2 id="needs">{t('store.needs')}</h2>
          {plan.error && <Trouble title={t('store.broken')} problem={asProblem(plan.error)} />}
          {plan.isLoading && <p className="dim" role="status">{t('install.looking')}</p>}
          {plan.data && <Needs plan={plan.data} architectures={app.architectures} nameOf={nameOf} />}
          <Facts items={[
            [t('overview.website'), full?.website && <WebLink url={full.website} />],
            [t('overview.support'), full?.support && <WebLink url={full.support} />],
            [t('overview.source'), full?.source && <WebLink url={full.source} />],
            [t('overview.license'), full?.license],
            [t('store.catalog'), app.catalog === 'bundled' ? t('catalogs.bundled') : app.catalog === 'own' ? t('own.mark') : app.catalog],
          ]} />
        </section>
      </div>
      {app.catalog === 'own' && admin && <OwnActions name={app.name} title={app.display_name} installed={app.installed} />}
    </Page>
  );
}
