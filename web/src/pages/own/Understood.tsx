// What was understood of a text: the app it would be, what it may do and needs, what is different from the text.

import { Button, FileButton, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../../api/client';
import type { OwnPreview } from '../../api/own';
import { useNameOf } from '../../live/hooks';
import { firstValues } from '../../parts/form';
import { Message, Trouble } from '../../parts/Message';
import { Needs } from '../../parts/Needs';
import { iconUrl, largestIcon } from '../../parts/own';
import { SettingsForm } from '../../parts/SettingsForm';

interface Told { name: string; title: string; icon: string | null }

interface Props {
  seen: OwnPreview;
  /** Of one that is there the name stays. */
  again: boolean;
  icon: string | null;
  onKeep: (told: Told, settings: Record<string, string>) => Promise<void>;
  onBack: () => void;
}

export function Understood({ seen, again, icon: chosen, onKeep, onBack }: Props) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const [told, setTold] = useState<Told>({ name: seen.name, title: seen.title, icon: chosen });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const refused = seen.result === 'refused';
  const takeIcon = async (file: File | null) => {
    if (!file) return;
    const large = file.size > largestIcon;
    setWrong(large ? t('own.icon_large') : null);
    if (!large) setTold({ ...told, icon: await file.text() });
  };
  const keep = async (settings: Record<string, string>) => {
    setProblem(null);
    try {
      await onKeep(told, settings);
    } catch (error) {
      const refusal = asProblem(error);
      if (typeof refusal.more.setting === 'string') throw refusal;
      setProblem(refusal);
    }
  };
  const shown = told.icon ?? seen.icon;
  return (
    <section className="panel" aria-labelledby="understood" data-key="understood">
      <h2 id="understood">{t(refused ? 'own.refused' : 'own.understood')}</h2>
      {seen.reasons.length > 0 && (
        <Message kind={refused ? 'trouble' : 'warning'} title={t(refused ? 'own.why' : 'own.review')}>
          <ul className="words">{seen.reasons.map((each) => <li key={each} lang="en">{each}</li>)}</ul>
        </Message>
      )}
      {seen.warnings.length > 0 && <Message kind="warning" title={t('own.compose_warns')}><ul className="words">{seen.warnings.map((each) => <li key={each} lang="en">{each}</li>)}</ul></Message>}
      {!refused && seen.plan && (
        <>
          <div className="own-head">
            {shown && <img src={iconUrl(shown)} alt="" width="56" height="56" />}
            <div className="form own-names">
              <TextInput label={t('own.title')} value={told.title} maxLength={80} onChange={(event) => setTold({ ...told, title: event.currentTarget.value })} />
              {!again && <TextInput label={t('own.name')} description={t('own.name_text')} value={told.name} maxLength={63} autoCapitalize="none" spellCheck={false} onChange={(event) => setTold({ ...told, name: event.currentTarget.value })} />}
              <div>
                <FileButton onChange={(file) => void takeIcon(file)} accept="image/svg+xml,.svg" inputProps={{ 'aria-label': t('own.icon') }}>
                  {(props) => <Button {...props} variant="default" size="xs">{t('own.icon')}</Button>}
                </FileButton>
                {wrong && <p className="field-error" role="alert">{wrong}</p>}
              </div>
            </div>
          </div>
          <h3>{t('store.needs')}</h3>
          <Needs plan={seen.plan} nameOf={nameOf} />
          {seen.volumes.length > 0 && <p className="dim">{t('own.volumes', { count: seen.volumes.length, volumes: seen.volumes.join(', ') })}</p>}
        </>
      )}
      {seen.files.length > 0 && (
        <details className="own-files">
          <summary>{t('own.files')}</summary>
          {seen.repairs.length > 0 && <><p className="dim">{t('own.repairs')}</p><ul className="words">{seen.repairs.map((each) => <li key={each}><code>{each}</code></li>)}</ul></>}
          {seen.files.map((file) => <div key={file.path}><p className="label" id={`file-${file.path}`}>{file.path}</p><pre className="code-text" tabIndex={0} aria-labelledby={`file-${file.path}`}>{file.text}</pre></div>)}
        </details>
      )}
      {problem && <Trouble problem={problem} onClose={() => setProblem(null)} />}
      {!refused && seen.plan && (
        <>
          {!again && seen.plan.settings.length > 0 && <h3>{t('own.settings')}</h3>}
          <SettingsForm settings={again ? [] : seen.plan.settings} initial={firstValues(again ? [] : seen.plan.settings, seen.plan.values)} secretsSet={seen.plan.secrets_set}
            submit={t(again ? 'own.save' : 'own.keep')} send={keep} />
        </>
      )}
      <div className="actions"><Button variant="default" onClick={onBack}>{t('own.back')}</Button></div>
    </section>
  );
}
