// Repair cards: a cause, and a button that mends it.

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { type App } from '../api/client';
import { useNameOf } from '../live/hooks';
import { useNotices, type Notice } from '../live/notices';
import { troubles, useTroubles } from '../live/troubles';
import { Causes, useDiagnosis } from '../parts/Causes';
import { bytes } from '../parts/format';
import { JobEnd } from '../parts/JobEnd';
import { catalogOf, isRound, jobName } from '../parts/jobWords';
import { Message, OwnWords, Trouble, useWords } from '../parts/Message';
import { Page } from '../parts/Page';
import { reasonWords } from '../parts/serverWords';
import { StateLabel } from '../parts/StateLabel';

function AppNotice({ app }: { app: App }) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const { refused } = useTroubles();
  const error = app.error && words(app.error);
  const diagnosis = useDiagnosis(app);
  const known = (diagnosis.data?.causes.length ?? 0) > 0;
  const refusal = refused[app.name];
  return (
    <article className="repair" data-notice={app.name}>
      <img src={app.icon} alt="" width="48" height="48" />
      <div className="repair-words">
        <h2>{app.display_name}</h2>
        <StateLabel state={app.state} />
        {known ? <Causes app={app} /> : !diagnosis.isPending && (
          <>
            <p>{error?.text ?? (reasonWords(i18n, app) || t('notices.unclear'))}</p>
            {error?.hint && <p className="hint">{error.hint}</p>}
            {error && <OwnWords text={error.own} />}
          </>
        )}
        {refusal && <Trouble problem={refusal} onClose={() => troubles.forget(app.name)} />}
        <div className="actions">
          <Button component={Link} to={`/apps/${app.name}/logs`} variant="default">{t('notices.logs')}</Button>
          <Button component={Link} to={`/apps/${app.name}`} variant="default">{t('notices.details')}</Button>
        </div>
      </div>
    </article>
  );
}

function DiskNotice({ free, total }: { free: number; total: number }) {
  const { t, i18n } = useTranslation();
  return (
    <article className="repair" data-notice="disk">
      <div className="repair-words">
        <h2>{t('notices.disk')}</h2>
        <p>{t('server.free', { free: bytes(free, i18n.language), total: bytes(total, i18n.language) })}</p>
        <p className="hint">{t('notices.disk_hint')}</p>
        <div className="actions"><Button component={Link} to="/">{t('home.title')}</Button></div>
      </div>
    </article>
  );
}

function Card({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  if (notice.kind === 'engine') {
    return <Trouble title={t('notices.engine')} problem={{ key: 'engine_away', detail: notice.engine.problem ?? '', hint: t('notices.engine_hint') }} />;
  }
  if (notice.kind === 'disk') return <DiskNotice {...notice.disk} />;
  if (notice.kind === 'app') return <AppNotice app={notice.app} />;
  return (
    <article className="repair" data-notice={notice.job.app}>
      <div className="repair-words">
        <h2>{jobName(t, notice.job, nameOf)}</h2>
        <JobEnd job={notice.job} />
        <div className="actions">
          <Button component={Link} variant="default" to={isRound(notice.job) ? '/' : catalogOf(notice.job) !== undefined ? '/settings/catalogs' : notice.job.kind === 'install' ? `/store/${notice.job.app}/install` : `/apps/${notice.job.app}`}>{notice.job.kind === 'install' ? t('try_again') : t('notices.details')}</Button>
        </div>
      </div>
    </article>
  );
}

export function NoticesPage() {
  const { t } = useTranslation();
  const notices = useNotices();
  return (
    <Page title={t('notices.title')}>
      {notices.length === 0 && <Message kind="good"><p>{t('notices.none')}</p></Message>}
      <div className="repairs">{notices.map((each) => <Card key={each.id} notice={each} />)}</div>
    </Page>
  );
}
