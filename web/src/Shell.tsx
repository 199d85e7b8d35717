// What is around every page: name, ways to the pages, jobs, and the banner that tells what is not reachable.

import { Button } from '@mantine/core';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, Outlet, ScrollRestoration, useLocation, useRouteError } from 'react-router-dom';
import { isOver } from './live/jobs';
import { useAppList, useConnected, useJobs } from './live/hooks';
import { useLoginNeed } from './live/loginNeed';
import { useNotices } from './live/notices';
import { Icon, type IconName } from './parts/icons';
import { useEndToasts } from './parts/useEndToasts';
import { patiently } from './parts/patiently';

const JobsDrawer = lazy(() => patiently(() => import('./parts/JobsDrawer')));

function Way({ to, icon, text, count = 0 }: { to: string; icon: IconName; text: string; count?: number }) {
  const { t } = useTranslation();
  return (
    <NavLink to={to} end={to === '/'} className="way">
      <span className="way-icon"><Icon name={icon} />{count > 0 && <span className="count" aria-hidden="true">{count}</span>}</span>
      <span>{text}</span>
      {count > 0 && <span className="unseen">{t('nav.count', { count })}</span>}
    </NavLink>
  );
}

function Banner() {
  const { t } = useTranslation();
  const connected = useConnected();
  const list = useAppList();
  const engine = list.data?.engine;
  let text = '';
  if (!connected || (list.failureCount > 0 && !list.data)) text = t('banner.lost');
  else if (engine && !engine.reachable) text = t('banner.engine');
  return <div id="banner" role="alert">{text !== '' && <p className="banner"><span className="banner-dot" />{text}</p>}</div>;
}

function Pages() {
  const { t } = useTranslation();
  const jobs = useJobs();
  const notices = useNotices();
  const [drawer, setDrawer] = useState<'never' | 'open' | 'closed'>('never');
  const running = jobs.filter((job) => !isOver(job)).length;
  useEndToasts();
  return (
    <>
      <a className="skip" href="#main">{t('skip')}</a>
      <header className="bar">
        <NavLink to="/" className="brand"><img src="/furtka.svg" alt="" width="32" height="32" /><span>Furtka</span></NavLink>
        <nav className="ways" aria-label={t('nav.label')}>
          <Way to="/" icon="home" text={t('nav.home')} />
          <Way to="/store" icon="store" text={t('nav.store')} />
          <Way to="/notices" icon="bell" text={t('nav.notices')} count={notices.length} />
          <Way to="/settings" icon="gear" text={t('nav.settings')} />
        </nav>
        <Button className={running > 0 ? 'jobs-button working' : 'jobs-button'} variant="default" leftSection={<Icon name="list" size={18} />} onClick={() => setDrawer('open')}>
          {running > 0 ? t('jobs.running', { count: running }) : t('jobs.title')}
        </Button>
      </header>
      <Banner />
      <main id="main" tabIndex={-1}>
        <Suspense><Outlet /></Suspense>
      </main>
      {drawer !== 'never' && (
        <Suspense><JobsDrawer opened={drawer === 'open'} onClose={() => setDrawer('closed')} /></Suspense>
      )}
      <ScrollRestoration />
    </>
  );
}

/** Nothing of a page is drawn before the server knows who is there; the way back is kept. */
export function Shell() {
  const need = useLoginNeed();
  const { pathname, search } = useLocation();
  if (need === 'setup') return <Navigate to="/setup" replace />;
  if (need === 'login') return <Navigate to={`/login?next=${encodeURIComponent(pathname + search)}`} replace />;
  return <Pages />;
}

/** Shown when a page could not be drawn or loaded, for example after the server was updated. */
export function Broken() {
  const { t } = useTranslation();
  const error = useRouteError();
  useEffect(() => { console.error(error); }, [error]);
  return (
    <main className="broken">
      <h1>{t('broken.title')}</h1>
      <p>{t('broken.text')}</p>
      <Button onClick={() => location.reload()}>{t('broken.reload')}</Button>
    </main>
  );
}
