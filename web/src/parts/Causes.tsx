// Why an app is down, in plain words, and a button that mends it.

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { api, type App, type Diagnosis } from '../api/client';
import { useStart } from '../live/actions';
import { useNameOf } from '../live/hooks';
import { keys } from '../live/keys';
import { OwnWords } from './Message';
import { causeWords } from './serverWords';
import { useMay } from '../live/me';

type Cause = Diagnosis['causes'][number];

function Fix({ app, fix, main }: { app: App; fix: NonNullable<Cause['fix']>; main: boolean }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const { working, start } = useStart(app.name);
  const may = useMay();
  const label = t(`fix.${fix.action}`, { target: nameOf(fix.target), defaultValue: fix.label });
  const variant = main ? 'filled' : 'default';
  if (fix.action === 'start' || fix.action === 'restart' || fix.action === 'stop') {
    const action = fix.action;
    if (!may.operate) return null;
    return <Button variant={variant} loading={working !== null} onClick={() => void start(action, () => api.run(fix.target, action))}>{label}</Button>;
  }
  const to = fix.action === 'settings' ? `/apps/${fix.target}/settings` : fix.action === 'reinstall' ? `/store/${fix.target}/install` : fix.action === 'log_in' ? `/settings/registries?host=${encodeURIComponent(fix.target)}` : null;
  return to && !may.install ? null : to ? <Button component={Link} to={to} variant={variant}>{label}</Button> : <p className="hint">{label}</p>;
}

function CauseText({ cause }: { cause: Cause }) {
  const { i18n } = useTranslation();
  const { text, own } = causeWords(i18n, cause);
  return <><p>{text}</p><OwnWords text={own} /></>;
}

/** Asked anew each time the app's state changes. */
export function useDiagnosis(app: App) {
  return useQuery({ queryKey: [...keys.diagnosis(app.name), app.state, app.reason], queryFn: () => api.diagnosis(app.name), staleTime: 0, retry: 0 });
}

export function Causes({ app }: { app: App }) {
  const { t } = useTranslation();
  const causes = useDiagnosis(app).data?.causes ?? [];
  return (
    <ul className="causes">
      {causes.map((each, at) => (
        <li key={`${each.key} ${each.service}`}>
          <CauseText cause={each} />
          {each.evidence.length > 0 && (
            <details>
              <summary>{t('notices.evidence')}</summary>
              <pre className="log small" role="group" tabIndex={0} aria-label={t('notices.evidence')}>{each.evidence.join('\n')}</pre>
            </details>
          )}
          {each.fix && <div className="actions"><Fix app={app} fix={each.fix} main={at === 0} /></div>}
        </li>
      ))}
    </ul>
  );
}
