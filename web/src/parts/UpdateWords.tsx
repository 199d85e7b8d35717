// What is known of an app's updates, in a few words.

import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import type { App } from '../api/client';
import type { Update } from '../api/updates';
import { Icon } from './icons';
import { hasUpdate } from './update';

/** Why something is as it is: in the page's language where its key is known, otherwise the server's own words. */
export const whyText = (t: TFunction, why: { key: string | null; reason: string | null }) =>
  (why.key ? t(`why.${why.key}`, { defaultValue: why.reason ?? '' }) : (why.reason ?? ''));

const colours: Record<Update['state'], string> = { up_to_date: 'quiet', available: '', held_back: 'held', unknown: 'quiet' };

/** Nothing for an app that was never checked. */
export function UpdateBadge({ app, label = false }: { app: Pick<App, 'name' | 'update' | 'version'>; label?: boolean }) {
  const { t } = useTranslation();
  const { update } = app;
  if (!update) return null;
  const why = whyText(t, update);
  const offered = hasUpdate(app);
  const named = offered && update.newer_version && update.newer_version !== app.version;
  const words = named ? t('update.badge_to', { version: update.newer_version }) : t(`update.state.${offered ? 'available' : update.state}`);
  return (
    <Link className={`badge ${offered ? '' : colours[update.state]}`} to={`/apps/${app.name}/updates`} title={why || undefined} data-update={update.state}>
      {offered && <Icon name="up" size={14} />}
      {!offered && update.state === 'up_to_date' && <Icon name="check" size={14} />}
      {words}{label && why !== '' && <span className="unseen">: {why}</span>}
    </Link>
  );
}
