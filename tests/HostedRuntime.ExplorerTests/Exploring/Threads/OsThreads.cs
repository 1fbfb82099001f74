using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace HostedRuntime.Exploring;

/// <summary>
/// The operating system threads under model threads, kept from one execution to the next. They are created as long-running tasks, because
/// the name Thread belongs to a stand-in here. For the same reason there is no lock statement.
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
