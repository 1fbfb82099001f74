using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace HostedRuntime.Exploring;

/// <summary>
/// The operating system threads under model threads, kept from one execution to the next. Made as long-running tasks, since the
/// name Thread is taken by a stand-in here; and without a lock statement, which is too.
/// </summary>
internal static class OsThreads
{
    private static readonly ConcurrentBag<OsThread> s_idle = [];

    public static void Run(ModelThread body) => (s_idle.TryTake(out var thread) ? thread : new OsThread()).Run(body);

    [SuppressMessage("Design", "CA1001", Justification = "It lives as long as the process.")]
    private sealed class OsThread
    {
        private readonly Baton _hasBody = new();
        private ModelThread? _body;

        public OsThread() => Task.Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        public void Run(ModelThread body)
        {
            _body = body;
            _hasBody.Pass();
        }

        private void Loop()
        {
            using var here = OneProcessor.Enter();
            while (true)
            {
                _hasBody.Await();
                var body = _body!;
                _body = null;
                body.Run();
                s_idle.Add(this);
            }
        }
    }
}
