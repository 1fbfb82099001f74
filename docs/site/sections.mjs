// The sections of the site, in the order of its side bar. A page that is in no section is an error, and so is a section without its page.
export const sections = [
  { text: 'Start', pages: ['getting-started', 'configuration', 'changelog', 'versioning'] },
  { text: 'Concepts', pages: ['concepts/structured-concurrency', 'concepts/channels', 'concepts/select', 'concepts/diagnostics', 'concepts/dashboard', 'glossary'] },
  { text: 'How-to', pages: ['how-to/blocking-calls', 'how-to/work-after-the-answer', 'how-to/aspire'] },
  { text: 'Coming from', pages: ['from-tauri', 'from-threadpool', 'from-channels', 'from-hangfire'] },
  { text: 'Reference', pages: ['reference/index', 'messages', 'performance'] },
  { text: 'Design', folder: 'design' },
  { text: 'Project', pages: ['contributing', 'influences'] },
]
