// An author's text. No HTML of theirs becomes HTML here, links go to the web only, pictures are not fetched from elsewhere.

import ReactMarkdown from 'react-markdown';

const elements = ['p', 'em', 'strong', 'del', 'a', 'ul', 'ol', 'li', 'h1', 'h2', 'h3', 'h4', 'code', 'pre', 'blockquote', 'hr', 'br'];

export default function Markdown({ text }: { text: string }) {
  return (
    <div className="markdown">
      <ReactMarkdown allowedElements={elements} unwrapDisallowed urlTransform={(url) => (/^https?:\/\//i.test(url) ? url : '')}
        components={{
          h1: ({ children }) => <h3>{children}</h3>,
          h2: ({ children }) => <h3>{children}</h3>,
          h3: ({ children }) => <h4>{children}</h4>,
          a: ({ children, href }) => (href ? <a href={href} target="_blank" rel="noopener noreferrer nofollow">{children}</a> : <>{children}</>),
        }}>
        {text}
      </ReactMarkdown>
    </div>
  );
}
