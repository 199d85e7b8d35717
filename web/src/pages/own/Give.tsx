// Where a text for an app is given: pasted, of a file, by its address, or as a command line.

import { Button, FileButton, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/client';
import { Icon } from '../../parts/icons';
import { Trouble } from '../../parts/Message';
import { largestText, ownKinds, type OwnKind, type OwnTyped } from '../../parts/own';

interface Props {
  kind: OwnKind;
  typed: OwnTyped;
  problem: Problem | null;
  sending: boolean;
  /** One that is there is changed: its text is here already. */
  again: boolean;
  onKind: (kind: OwnKind) => void;
  onTyped: (text: string) => void;
  onLook: () => void;
  onClose: () => void;
}

export function Give({ kind, typed, problem, sending, again, onKind, onTyped, onLook, onClose }: Props) {
  const { t } = useTranslation();
  const [wrong, setWrong] = useState<string | null>(null);
  const text = typed[kind];
  const take = async (file: File | null) => {
    if (!file) return;
    if (file.size > largestText) { setWrong(t('own.too_large')); return; }
    setWrong(null);
    onTyped(await file.text());
  };
  const submit = () => {
    setWrong(text.trim() === '' ? t('form.wrong.required') : null);
    if (text.trim() === '') document.getElementById(`own-${kind}`)?.focus();
    else onLook();
  };
  const common = {
    id: `own-${kind}`, label: t(`own.field.${kind}`), description: t(`own.about.${kind}`), value: text, error: wrong, spellCheck: false, autoCapitalize: 'none',
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => { setWrong(null); onTyped(event.currentTarget.value); },
  };
  return (
    <section className="panel" aria-labelledby="give">
      <h2 id="give">{t('own.give')}</h2>
      <p className="dim panel-text">{t('own.give_text')}</p>
      <form className="form wide" noValidate onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <div>
          <p className="label" id="own-kind">{t('own.which')}</p>
          <SegmentedControl aria-labelledby="own-kind" value={kind} onChange={(value) => { setWrong(null); onKind(value as OwnKind); }}
            data={ownKinds.filter((each) => !again || each !== 'url').map((value) => ({ value, label: t(`own.kind.${value}`) }))} />
        </div>
        {kind === 'url'
          ? <TextInput {...common} type="url" placeholder="https://example.org/docker-compose.yml" autoComplete="off" />
          : <Textarea {...common} classNames={{ input: 'code-input' }} rows={kind === 'run' ? 5 : 16} placeholder={kind === 'run' ? 'docker run -d -p 3001:3001 …' : 'services:\n  …'} />}
        {problem && <Trouble problem={problem} onClose={onClose} />}
        <div className="actions">
          <Button type="submit" loading={sending} data-key="look">{t('own.look')}</Button>
          {kind === 'compose' && (
            <FileButton onChange={(file) => void take(file)} accept=".yml,.yaml,text/yaml,text/plain" inputProps={{ 'aria-label': t('own.upload') }}>
              {(props) => <Button {...props} variant="default" leftSection={<Icon name="up" size={16} />}>{t('own.upload')}</Button>}
            </FileButton>
          )}
        </div>
      </form>
    </section>
  );
}
