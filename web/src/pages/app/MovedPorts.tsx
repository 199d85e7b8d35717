// Ports that no setting of the app moves: where they are, put elsewhere or back to what the app's files say.

import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem, type Problem, type SettingsForm } from '../../api/client';
import { live } from '../../live/live';
import { Trouble } from '../../parts/Message';
import { placeWords } from '../../parts/portPlaces';

type Ports = SettingsForm['ports'];

const valuesOf = (ports: Ports) => Object.fromEntries(ports.map(({ place, port }) => [place, port]));

export function MovedPorts({ name, ports, busy }: { name: string; ports: Ports; busy: boolean }) {
  const { t } = useTranslation();
  const before = valuesOf(ports);
  const [typed, setTyped] = useState(before);
  const [problem, setProblem] = useState<Problem>();
  const save = async (chosen: Record<string, string>) => {
    setProblem(undefined);
    try {
      live.begun(await api.saveSettings(name, {}, [], chosen));
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  const changed = Object.fromEntries(Object.entries(typed).map(([place, port]) => [place, port.trim()] as const).filter(([place, port]) => port !== '' && port !== before[place]));
  const free = problem?.key === 'port_in_use' && typeof problem.more.place === 'string' && typeof problem.more.take === 'string' ? { place: problem.more.place, take: problem.more.take } : undefined;
  return (
    <form className="panel" aria-label={t('moved.title')} onSubmit={(event) => { event.preventDefault(); void save(changed); }}>
      <p className="permissions-group">{t('moved.title')}</p>
      <p className="dim">{t('moved.text')}</p>
      {ports.map(({ place, port, written }) => (
        <div className="moved-port" key={place}>
          <TextInput label={t('moved.place', placeWords(place))} description={port === written ? undefined : t('moved.written', { written })} value={typed[place] ?? ''}
            onChange={(event) => { const { value } = event.currentTarget; setTyped((all) => ({ ...all, [place]: value })); }} />
          {port !== written && <Button variant="default" disabled={busy} onClick={() => void save({ [place]: '' })} aria-label={t('moved.back_of', placeWords(place))}>{t('moved.back')}</Button>}
        </div>
      ))}
      {problem && <Trouble problem={problem} actions={free && <Button size="xs" variant="default" onClick={() => { setTyped((all) => ({ ...all, [free.place]: free.take })); setProblem(undefined); }}>{t('ports.take', { free: free.take })}</Button>} />}
      <div className="actions"><Button type="submit" disabled={busy || Object.keys(changed).length === 0}>{t('settings.submit')}</Button></div>
    </form>
  );
}
