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

    public static void Run(Action body, bool fresh)
    {
        if (fresh)
            _ = Task.Factory.StartNew(() => RunHere(body), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        else
            (s_idle.TryTake(out var thread) ? thread : new OsThread()).Run(body);
    }

    private static void RunHere(Action body)
    {
        using var here = OneProcessor.Enter();
        body();
    }

    [SuppressMessage("Design", "CA1001", Justification = "It lives as long as the process.")]
    private sealed class OsThread
    {
        private readonly SemaphoreSlim _hasBody = new(0);
        private Action? _body;

        public OsThread() => Task.Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        public void Run(Action body)
        {
            _body = body;
            _hasBody.Release();
        }

        private void Loop()
        {
            using var here = OneProcessor.Enter();
            while (true)
            {
                _hasBody.Wait();
                var body = _body!;
                _body = null;
                body();
                s_idle.Add(this);
            }
        }
    }
}
