// What an app can go back to, the newest first.

import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type App } from '../../../api/client';
import { updatesApi, type RecoveryPoint } from '../../../api/updates';
import { useStart } from '../../../live/actions';
import { useRunningJob } from '../../../live/hooks';
import { useMay } from '../../../live/me';
import { usePoints } from '../../../live/updateHooks';
import { Confirm } from '../../../parts/Confirm';
import { dateTime, shortId } from '../../../parts/format';
import { Icon } from '../../../parts/icons';
import { Trouble } from '../../../parts/Message';

/** Two images may call themselves the same version. */
const nameOf = (service: RecoveryPoint['services'][number]) => [service.version, shortId(service.image)].filter(Boolean).join(' · ');

export function PointsSection({ app }: { app: App }) {
  const { t, i18n } = useTranslation();
  const points = usePoints(app.name);
  const busy = useRunningJob(app.name) !== undefined;
  const { working, start } = useStart(app.name);
  const [asked, setAsked] = useState<RecoveryPoint | null>(null);
  const [opened, setOpened] = useState(false);
  const { operate } = useMay();
  const time = (point: RecoveryPoint) => dateTime(point.made_at, i18n.language);
  const goBack = async (point: RecoveryPoint) => {
    await start('rollback', () => updatesApi.rollBack(app.name, point.number));
    setOpened(false);
  };
  return (
    <section className="panel" aria-labelledby="points">
      <h2 id="points">{t('points.title')}</h2>
      {points.error && <Trouble problem={asProblem(points.error)} />}
      {points.data?.length === 0 && <p className="dim">{t('points.none')}</p>}
      <ul className="points">
        {points.data?.map((point) => (
          <li key={point.number} data-point={point.number}>
            <div className="point-words">
              <p><strong>{point.app_version ? t('store.version', { version: point.app_version }) : t('points.number', { number: point.number })}</strong></p>
              <p className="dim">{t(`points.for.${point.made_for}`, { time: time(point), defaultValue: time(point) })}</p>
              <ul className="plain dim">{point.services.map((each) => <li key={each.service}>{each.service}: <code>{nameOf(each)}</code></li>)}</ul>
            </div>
            {operate && <Button variant="default" size="sm" leftSection={<Icon name="back" size={16} />} disabled={busy} onClick={() => { setAsked(point); setOpened(true); }}>
              {t('points.go')}<span className="unseen"> {time(point)}</span>
            </Button>}
          </li>
        ))}
      </ul>
      <Confirm opened={opened} title={t('points.confirm', { app: app.display_name })} yes={t('points.yes')} working={working === 'rollback'} onYes={() => { if (asked) void goBack(asked); }} onClose={() => setOpened(false)}>
        {asked && <p>{t('points.confirm_text', { time: time(asked) })}</p>}
        <p>{t('points.confirm_data')}</p>
      </Confirm>
    </section>
  );
}
