// One registry: who is logged in, and how often it may still be asked.

import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../../../api/client';
import { outsideApi, type Registry } from '../../../api/outside';
import { Confirm } from '../../../parts/Confirm';
import { ago, everyText } from '../../../parts/format';
import { Icon } from '../../../parts/icons';
import { Trouble } from '../../../parts/Message';

export function RegistryCard({ registry, tell }: { registry: Registry; tell: (list: Registry[]) => void }) {
  const { t, i18n } = useTranslation();
  const [asked, setAsked] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { registry: host, username, kept_by, limit, remaining, window_seconds, told_at, quiet_until } = registry;
  const logOut = async () => {
    setWorking(true);
    setProblem(null);
    try {
      tell(await outsideApi.logOut(host));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setWorking(false);
      setAsked(false);
    }
  };
  return (
    <li className="entry" data-registry={host}>
      <span className="entry-icon"><Icon name="globe" /></span>
      <div className="entry-words">
        <p><strong>{host}</strong></p>
        <p className="dim">{username ? t('registries.as', { user: username }) : t('registries.nobody')}{kept_by && kept_by !== 'furtka' && ` (${t(`registries.kept_by.${kept_by}`)})`}</p>
        {remaining !== null && (
          <p className={remaining === 0 ? 'reason' : 'dim'}>
            {limit === null ? t('registries.left', { remaining }) : t('registries.left_of', { remaining, limit })}
            {window_seconds > 0 && ` ${t('registries.window', { time: everyText(window_seconds, i18n.language) })}`}{told_at && ` · ${ago(told_at, i18n.language)}`}
          </p>
        )}
        {quiet_until && <p className="reason">{t('registries.quiet', { when: ago(quiet_until, i18n.language) })}</p>}
        {registry.hint && <p className="hint">{t('registries.hint')}</p>}
        {problem && <Trouble problem={problem} onClose={() => setProblem(null)} />}
        {kept_by === 'furtka' && <div className="actions"><Button variant="default" size="sm" onClick={() => setAsked(true)}>{t('registries.log_out')}<span className="unseen"> {host}</span></Button></div>}
      </div>
      <Confirm opened={asked} title={t('registries.log_out_title', { host })} yes={t('registries.log_out')} danger working={working} onClose={() => setAsked(false)} onYes={() => void logOut()}>
        <p>{t('registries.log_out_text')}</p>
      </Confirm>
    </li>
  );
}
