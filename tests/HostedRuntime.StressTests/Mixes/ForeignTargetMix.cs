using System.Collections.Concurrent;
using HostedRuntime.Channels;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;

namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// Waits under contexts and schedulers that refuse continuations at random share one primitive with waits of tasks. All waits that were not
/// refused go on, and each refusal is reported once.
/// </summary>
internal sealed class ForeignTargetMix(int seed) : Mix(seed)
{
    private const int Rounds = 2_000;

    private readonly ConcurrentQueue<Exception> _others = [];
    private int _reported;

    public override void Run()
    {
        var hooks = new RuntimeHooks();
        hooks.TaskFaulted += (_, error) =>
        {
            if (error.Message.Contains("threw, so the method that awaited under it never goes on", StringComparison.Ordinal))
                Interlocked.Increment(ref _reported);
            else
                _others.Enqueue(error);
        };
        using var runtime = Create(hooks: hooks);
        for (var round = 0; round < Rounds; round++)
        {
            Volatile.Write(ref _reported, 0);
            using (var waits = new Round(this, runtime))
                waits.Run();
            Step();
        }

        CheckNothingLeft(runtime);
        if (_others.TryDequeue(out var other))
            throw new InvalidOperationException("Broken: nothing but refusals fails", other);
    }

    private sealed class Round : IDisposable
    {
        private readonly ForeignTargetMix _mix;
        private readonly IRuntime _runtime;
        private readonly Random _random;
        private readonly RefusingTargets _targets;
        private readonly int _kind;
        private readonly int _count;

        private readonly AsyncNotify _notify = new();
        private readonly AsyncMutex _mutex = new();
        private readonly AsyncSemaphore _semaphore = new(0);
        private readonly AsyncBarrier _barrier;
        private readonly OnceCell<int> _context = new();
        private readonly (Sender<int> Sender, Receiver<int> Receiver) _channel = MpscChannel.CreateBounded<int>(1);
        private readonly CancellationTokenSource _source = new();
        private readonly JoinHandle _joined;

        private int _begun;
        private int _ended;

        public Round(ForeignTargetMix mix, IRuntime runtime)
        {
            (_mix, _runtime, _random) = (mix, runtime, mix.Random);
            _targets = new RefusingTargets(_random.Next());
            _kind = _random.Next(7);
            _count = _random.Next(2, 24);
            _barrier = new AsyncBarrier(_count + 1);
            _ = _channel.Sender.TryWrite(1);
            _joined = runtime.Spawn(async () => await _notify.WaitAsync());
        }

        public void Run()
        {
            _ = _mutex.TryLock(out var guard);
            var cancels = _random.Next(2) == 0;
            for (var i = 0; i < _count; i++)
            {
                // A foreign wait for the mutex ends by its token. If it were granted and its continuation then refused, no code would
                // release the mutex.
                var isForeign = _random.Next(2) == 0;
                var ct = isForeign && (_kind == 6 || (cancels && _kind != 3)) ? _source.Token : default;
                if (!isForeign)
                    _runtime.Spawn(() => WaitAsync(ct)).Detach();
                else if (_random.Next(2) == 0)
                    _targets.BeginInContext(() => WaitAsync(ct));
                else
                    _targets.BeginInScheduler(() => WaitAsync(ct));
            }

            // A join is counted before its await, so it may begin after this. It then finds the ended task and goes on.
            SpinWait.SpinUntil(() => Volatile.Read(ref _begun) == _count);
            var canceler = cancels && _kind != 6 ? _runtime.Spawn(_source.Cancel) : null;
            _runtime.BlockOn(async () =>
            {
                await _runtime.Spawn(() => End(guard));
                if (canceler is not null)
                    await canceler;
                await _joined;
            });
            Check(
                SpinWait.SpinUntil(() => Volatile.Read(ref _ended) + _targets.Refused == _count, TimeSpan.FromMinutes(1)),
                $"every wait in {_kind} goes on that was not refused, but of {_count} went on {_ended} and refused were {_targets.Refused}");
            Check(SpinWait.SpinUntil(() => Volatile.Read(ref _mix._reported) == _targets.Refused, TimeSpan.FromMinutes(1)), $"each of {_targets.Refused} refusals is reported once, but {_mix._reported} were");
            Check(_kind == 6 ? !_mutex.IsLocked && _mutex.WaiterCount == 0 : _semaphore.WaiterCount == 0, "no task waits or holds anything");
        }

        public void Dispose() => _source.Dispose();

        private void End(AsyncMutex.Guard guard)
        {
            // The notifications below also end the joined task, whatever the kind is.
            switch (_kind)
            {
                case 1:
                    _channel.Sender.Dispose();
                    break;
                case 2:
                    _semaphore.Close();
                    break;
                case 3:
                    _ = _barrier.SignalAndWaitAsync().AsTask();
                    break;
                case 4:
                    _context.TrySet(1);
                    break;
                case 6:
                    _source.Cancel();
                    guard.Dispose();
                    break;
            }

            _notify.NotifyAll();
            _notify.NotifyOne();
        }

        private async Task WaitAsync(CancellationToken ct)
        {
            try
            {
                switch (_kind)
                {
                    case 0:
                        var notified = _notify.WaitAsync(ct);
                        Interlocked.Increment(ref _begun);
                        await notified;
                        break;
                    case 1:
                        var writable = _channel.Sender.WaitToWriteAsync(ct);
                        Interlocked.Increment(ref _begun);
                        await writable;
                        break;
                    case 2:
                        var acquired = _semaphore.AcquireAsync(ct);
                        Interlocked.Increment(ref _begun);
                        await acquired;
                        break;
                    case 3:
                        var arrived = _barrier.SignalAndWaitAsync(ct);
                        Interlocked.Increment(ref _begun);
                        await arrived;
                        break;
                    case 4:
                        var set = _context.WaitAsync(ct);
                        Interlocked.Increment(ref _begun);
                        await set;
                        break;
                    case 5:
                        Interlocked.Increment(ref _begun);
                        await _joined;
                        break;
                    default:
                        var locked = _mutex.LockAsync(ct);
                        Interlocked.Increment(ref _begun);
                        (await locked).Dispose();
                        break;
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SemaphoreClosedException)
            {
            }

            Interlocked.Increment(ref _ended);
        }
    }

    /// <summary>A context and a scheduler that pass their work to the ThreadPool, or throw at random.</summary>
    private sealed class RefusingTargets(int seed)
    {
        private readonly Random _random = new(seed);
        private int _refused;

        public int Refused => Volatile.Read(ref _refused);

        public void BeginInContext(Func<Task> begin)
        {
            var before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(new Context(this));
            _ = begin();
            SynchronizationContext.SetSynchronizationContext(before);
        }

        public void BeginInScheduler(Func<Task> begin) => new Task(() => _ = begin()).RunSynchronously(new Scheduler(this));

        private void ThrowAtRandom()
        {
            bool refuses;
            lock (_random)
                refuses = _random.Next(2) == 0;
            if (!refuses)
                return;
            Interlocked.Increment(ref _refused);
            throw new InvalidOperationException("It takes no more.");
        }

        private sealed class Context(RefusingTargets owner) : SynchronizationContext
        {
            public override void Post(SendOrPostCallback d, object? state)
            {
                owner.ThrowAtRandom();
                ThreadPool.UnsafeQueueUserWorkItem(d.Invoke, state, preferLocal: false);
            }

            public override SynchronizationContext CreateCopy() => this;
        }

        private sealed class Scheduler(RefusingTargets owner) : TaskScheduler
        {
            protected override void QueueTask(Task task)
            {
                owner.ThrowAtRandom();
                ThreadPool.UnsafeQueueUserWorkItem(static both => both.Scheduler.TryExecuteTask(both.Task), (Scheduler: this, Task: task), preferLocal: false);
            }

            protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

            protected override IEnumerable<Task> GetScheduledTasks() => [];
        }
    }
}
