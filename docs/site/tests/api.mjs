import assert from 'node:assert/strict';
import test from 'node:test';
import { ApiNames } from '../api/names.mjs';
import { apiPage } from '../api/page.mjs';

const receiver = `# <a id="X_Channels_Receiver_1"></a> Class Receiver<T\\>

Namespace: [X.Channels](X.Channels.md)  

#### Inherited Members

[object.ToString\\(\\)](https://learn.microsoft.com/dotnet/api/system.object.tostring)

## Remarks

Ends by <xref href="X.Channels.Receiver%601.Close" data-throw-if-not-resolved="false"></xref>, unlike <xref href="System.Threading.Channels.ChannelReader%601" data-throw-if-not-resolved="false"></xref>.
<p>Has a <code>List&lt;int&gt;</code>.</p>

## Methods

### <a id="X_Channels_Receiver_1_Close"></a> Close\\(Mode, Func<T\\>\\)

\`\`\`csharp
public void Close(Mode mode, Func<T> body)
\`\`\`

\`mode\` [Mode](X.Mode.md\\#X\\_Mode)
`;

const mode = `# <a id="X_Mode"></a> Enum Mode

Namespace: [X](X.md)  

## Fields

\`Fast = 0\` 

Says <xref href="X.Mode.Fast" data-throw-if-not-resolved="false"></xref>.
`;

const names = new ApiNames(new Map([
  ['X.Channels.Receiver-1.md', receiver],
  ['X.Mode.md', mode],
  ['X.md', '# <a id="X"></a> Namespace X\n'],
]));
const page = apiPage(receiver, names);

test('ApiNames puts a type into the folder of its namespace', () => {
  assert.equal(names.pageOf('X.Channels.Receiver-1.md'), 'X.Channels/Receiver-1.md');
  assert.equal(names.pageOf('X.md'), 'X/index.md');
});

test('ApiNames of an unknown name of ours throws', () => {
  assert.throws(() => names.link('HostedRuntime.Gone'), /HostedRuntime\.Gone, which is not in the public API/);
});

test('apiPage turns references into links', () => {
  assert.match(page, /Ends by \[`Close`\]\(\.\.\/X\.Channels\/Receiver-1\.md#X_Channels_Receiver_1_Close\)/);
  assert.match(page, /unlike \[`ChannelReader`\]\(https:\/\/learn\.microsoft\.com\/dotnet\/api\/system\.threading\.channels\.channelreader-1\)/);
  assert.match(page, /`mode` \[Mode\]\(\.\.\/X\/Mode\.md#X_Mode\)/);
});

test('apiPage gives headings ids, and generic names no look of HTML', () => {
  assert.match(page, /^# Class Receiver\\<T> \{#X_Channels_Receiver_1\}$/m);
  assert.match(page, /^### Close\(Mode, Func\\<T>\) \{#X_Channels_Receiver_1_Close\}$/m);
});

test('apiPage leaves out inherited members and elements of HTML', () => {
  assert.doesNotMatch(page, /Inherited Members|ToString|<p>|<code>|xref/);
  assert.match(page, /Has a `List<int>`\./);
});

test('apiPage leaves code alone', () => assert.match(page, /^public void Close\(Mode mode, Func<T> body\)$/m));

test('apiPage gives the values of an enumeration headings', () => {
  const text = apiPage(mode, names);
  assert.match(text, /^### Fast = 0 \{#X_Mode_Fast\}$/m);
  assert.match(text, /Says \[`Fast`\]\(\.\.\/X\/Mode\.md#X_Mode_Fast\)/);
});
