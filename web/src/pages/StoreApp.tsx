// One app of the store.

import { Button } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router-dom';
import { useAvailable, useLastJob, useRunningJob } from '../live/hooks';
import { Facts } from '../parts/Facts';
import { JobEnd } from '../parts/JobEnd';
import { JobProgress } from '../parts/JobProgress';
import { Trouble } from '../parts/Message';
import { Page } from '../parts/Page';
import { NotFoundPage } from './NotFound';
import { patiently } from '../parts/patiently';

const Markdown = lazy(() => patiently(() => import('../parts/Markdown')));

export function StoreAppPage() {
  const { t } = useTranslation();
  const { name = '' } = useParams();
  const available = useAvailable();
  const job = useRunningJob(name);
  const last = useLastJob(name);
  const app = available.data?.find((each) => each.name === name);
  if (!available.data) return null;
  if (!app) return <NotFoundPage />;
  const names = app.requires.map((each) => available.data.find((other) => other.name === each)?.display_name ?? each);
  return (
    <Page title={app.display_name} back={{ to: '/store', text: t('store.title') }}>
      <div className="hero">
        <img src={app.icon} alt="" width="88" height="88" />
        <div className="hero-words">
          <p className="lead">{app.tagline || app.description}</p>
          <p className="dim">{[app.category, app.version && t('store.version', { version: app.version })].filter(Boolean).join(' · ')}</p>
        </div>
        <div className="hero-actions">
          {app.installed
            ? <Button component={Link} to={`/apps/${app.name}`} variant="light">{t('store.to_app')}</Button>
            : <Button component={Link} to={`/store/${app.name}/install`} disabled={app.error !== null} size="md" data-key="install">{t('store.install')}</Button>}
        </div>
      </div>
      {app.error && <Trouble title={t('store.broken')} problem={app.error} />}
      {job ? <section className="panel"><JobProgress job={job} /></section> : last?.kind === 'install' && last.state !== 'done' && <JobEnd job={last} />}
      <div className="columns">
        <section className="panel" aria-labelledby="about">
          <h2 id="about">{t('store.about')}</h2>
          <Suspense><Markdown text={app.description} /></Suspense>
        </section>
        <section className="panel" aria-labelledby="needs">
          <h2 id="needs">{t('store.needs')}</h2>
          <Facts items={[
            [t('store.also'), names.join(', ') || t('store.nothing_else')],
            [t('store.ports'), app.ports.join(', ')],
            [t('store.architectures'), app.architectures.join(', ')],
            [t('store.catalog'), app.catalog],
          ]} />
        </section>
      </div>
    </Page>
  );
}
