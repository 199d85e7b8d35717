// The override and the compose file of an app: edited, checked while one types, applied after a look at the difference, undone.

import { Button, Checkbox, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router-dom';
import { asProblem, type Problem } from '../../api/client';
import { filesApi, type EditChecked, type EditedFiles, type FileKind } from '../../api/files';
import { useApp, useRunningJob } from '../../live/hooks';
import { keys } from '../../live/keys';
import { live } from '../../live/live';
import { Confirm } from '../../parts/Confirm';
import { Editor } from '../../parts/Editor';
import { ago } from '../../parts/format';
import { Message, OwnWords, Trouble, useWords } from '../../parts/Message';
import { PermissionList } from '../../parts/Permissions';
import { Changes } from './files/Changes';

const pause = 700; // milliseconds without a key before Compose is asked

type Said = { text: string; good: EditChecked } | { text: string; wrong: Problem };

/** What Compose says of the text, asked when nobody has typed for a moment. */
function useCheck(name: string, file: FileKind, text: string, wanted: boolean): { said: Said | null; ask: () => Promise<Said | null> } {
  const [said, setSaid] = useState<Said | null>(null);
  const newest = useRef(text);
  useEffect(() => { newest.current = text; }, [text]);
  // Nothing when somebody typed on meanwhile: an answer to older text, come late, must not take the place of the newer one's.
  const ask = async (): Promise<Said | null> => {
    let answer: Said;
    try { answer = { text, good: await filesApi.check(name, file, text) }; } catch (error) { answer = { text, wrong: asProblem(error) }; }
    if (newest.current !== text) return null;
    setSaid(answer);
    return answer;
  };
  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(() => void ask(), pause);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [name, file, text, wanted]);
  return { said: said?.text === text ? said : null, ask };
}

function One({ name, file, told, reread }: { name: string; file: FileKind; told: EditedFiles; reread: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const now = told.files.find((each) => each.file === file)!;
  const begin = now.there ? now.text : t('files.begin');
  const [text, setText] = useState(begin);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [looking, setLooking] = useState(false);
  const [trusted, setTrusted] = useState(false);
  const [sending, setSending] = useState(false);
  const busy = useRunningJob(name) !== undefined;
  const changed = text !== begin;
  const { said, ask } = useCheck(name, file, text, changed);
  const wrong = said && 'wrong' in said ? said.wrong : null;
  const good = said && 'good' in said ? said.good : null;
  const line = wrong && typeof wrong.more.line === 'number' ? wrong.more.line : null;
  const look = async () => {
    setProblem(null);
    setTrusted(false);
    const answer = await ask();
    if (answer && 'good' in answer) setLooking(true);
  };
  const apply = async () => {
    setSending(true);
    try {
      live.begun(await filesApi.write(name, file, text, now.hash, (good?.permissions ?? []).map((each) => each.id)));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setSending(false);
      setLooking(false);
    }
  };
  return (
    <>
      <p className="dim panel-text">{t(`files.text.${file}`)}</p>
      <p className="label">{now.name}</p>
      <Editor label={t('files.editor', { file: now.name })} value={text} mark={line ? { line, text: wrong!.detail } : null} onChange={setText} />
      <div className="files-said" role="status">
        {wrong && <Message kind="warning" title={line ? t('files.wrong_line', { line }) : t('files.wrong')}><p>{words(wrong).text}</p><OwnWords text={words(wrong).own} /></Message>}
        {good && <p className="dim">{t('files.good')}{good.warnings.length > 0 && ` ${t('files.warnings')}`}</p>}
        {good?.warnings.map((each) => <p key={each} className="dim" lang="en">{each}</p>)}
      </div>
      {problem && (
        <Trouble problem={problem} onClose={() => setProblem(null)} actions={problem.key === 'file_changed' && <Button variant="default" onClick={reread}>{t('files.reread')}</Button>} />
      )}
      <div className="actions">
        <Button onClick={() => void look()} disabled={!changed || busy} data-key="apply">{t('files.apply')}</Button>
        <Button variant="default" onClick={() => void ask()} disabled={!changed}>{t('files.check')}</Button>
        <Button variant="default" onClick={() => setText(begin)} disabled={!changed}>{t('files.discard')}</Button>
      </div>
      <Confirm opened={looking} title={t('files.confirm')} yes={t('files.yes')} working={sending} hold={(good?.permissions.length ?? 0) > 0 && !trusted} onYes={() => void apply()} onClose={() => setLooking(false)}>
        <Changes before={now.text} after={text} />
        {good && good.permissions.length > 0 && (
          <>
            <PermissionList permissions={good.permissions} />
            <Checkbox color="red" checked={trusted} onChange={(event) => setTrusted(event.currentTarget.checked)} label={t('permissions.trust', { app: name })} />
          </>
        )}
        <p className="dim">{t('files.confirm_text')}</p>
      </Confirm>
    </>
  );
}

export function Files() {
  const { t, i18n } = useTranslation();
  const { name = '' } = useParams();
  const app = useApp(name);
  const busy = useRunningJob(name) !== undefined;
  const told = useQuery({ queryKey: keys.files(name), queryFn: () => filesApi.read(name), gcTime: 0, retry: 0, refetchOnWindowFocus: false });
  const [file, setFile] = useState<FileKind>('override');
  const [dared, setDared] = useState(false);
  const [asked, setAsked] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { refetch } = told;
  // An edit that has ended, whoever made it, is what the files say from here on.
  useEffect(() => live.onEnded((job) => { if (job.app === name && job.kind === 'edit') void refetch(); }), [name, refetch]);
  if (told.error) return <Trouble problem={asProblem(told.error)} actions={<Button variant="default" onClick={() => void refetch()}>{t('try_again')}</Button>} />;
  if (!told.data) return null;
  const newest = told.data.versions[0];
  const undo = async () => {
    setProblem(null);
    setAsked(false);
    try { live.begun(await filesApi.undo(name, [])); } catch (error) { setProblem(asProblem(error)); }
  };
  const hash = told.data.files.find((each) => each.file === file)!.hash;
  return (
    <section className="panel" aria-labelledby="files">
      <h2 id="files">{t('files.title')}</h2>
      <SegmentedControl className="files-kind" aria-labelledby="files" value={file} onChange={(value) => setFile(value as FileKind)} data={(['override', 'compose'] as const).map((value) => ({ value, label: t(`files.kind.${value}`) }))} />
      {file === 'compose' && !dared ? (
        <Message kind="warning" title={t('files.author')} actions={<Button variant="default" onClick={() => setDared(true)}>{t('files.dare')}</Button>}><p>{t('files.author_text')}</p></Message>
      ) : <One key={`${file} ${hash}`} name={name} file={file} told={told.data} reread={() => void refetch()} />}
      {newest && (
        <div className="files-undo">
          <p className="dim">{t('files.newest', { file: t(`files.kind.${newest.file}`), when: newest.at ? ago(newest.at, i18n.language) : '' })}</p>
          {problem && <Trouble problem={problem} onClose={() => setProblem(null)} />}
          <Button variant="default" disabled={busy} onClick={() => setAsked(true)}>{t('files.undo')}</Button>
        </div>
      )}
      <Confirm opened={asked} title={t('files.undo_title', { app: app?.display_name ?? name })} yes={t('files.undo')} onYes={() => void undo()} onClose={() => setAsked(false)}>
        <p>{t('files.undo_text')}</p>
      </Confirm>
    </section>
  );
}
