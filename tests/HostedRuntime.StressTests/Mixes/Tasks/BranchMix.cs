using HostedRuntime.Channels;
using HostedRuntime.Sync;

namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// Many branches of one task, most of them beyond the budget of their poll, wait for a mutex, a semaphore, a notification and a channel.
/// Other tasks use these too. One abort comes at any moment and reaches each branch once. The task ends, nothing is held, and no item is
/// lost or out of order.
/// </summary>
internal sealed class BranchMix(int seed) : Mix(seed)
{
    private const int Rounds = 400;
    private const int Permits = 3;

    public override void Run()
    {
        using var runtime = Create();
        for (var round = 0; round < Rounds; round++)
        {
            new Round(runtime, Random).Run();
            Step();
        }

        CheckNothingLeft(runtime);
    }

    private sealed class Round(IRuntime runtime, Random random)
    {
        private readonly AsyncMutex _mutex = new();
        private readonly AsyncSemaphore _semaphore = new(Permits);
        private readonly AsyncNotify _notify = new();
        private readonly AsyncNotify _never = new();
        private readonly (Sender<(int Branch, int Number)> Sender, Receiver<(int Branch, int Number)> Receiver) _channel
            = MpscChannel.CreateBounded<(int Branch, int Number)>(random.Next(1, 9));
        private readonly int[] _seen = new int[random.Next(2, 300)];
        private readonly int[] _written = new int[300];
        private readonly int[] _read = new int[300];
        private readonly int _aborter = random.Next(4) == 0 ? random.Next(1, 100) : -1;
        private JoinHandle? _task;
        private int _isAborted;
        private int _begun;
        private volatile bool _isOver;

        public void Run()
        {
            var randoms = Array.ConvertAll(_seen, _ => new Random(random.Next()));
            var others = Enumerable.Range(0, random.Next(3)).Select(_ => new Random(random.Next())).Select(own => runtime.Spawn(() => DisturbAsync(own))).ToArray();
            var task = runtime.Spawn(() =>
            {
                var branches = new Task[_seen.Length];
                for (var i = 0; i < branches.Length; i++)
                    branches[i] = i == 0 ? ReadAsync() : UseAsync(i, randoms[i]);
                Volatile.Write(ref _begun, 1);
                return Task.WhenAll(branches);
            });
            Volatile.Write(ref _task, task);
            // Before the last branch has begun, an abort would not reach all branches.
            SpinWait.SpinUntil(() => Volatile.Read(ref _begun) == 1);
            Thread.SpinWait(random.Next(random.Next(2) == 0 ? 500 : 50_000));
            AbortOnce(task);
            Check(SpinWait.SpinUntil(() => task.IsFinished, TimeSpan.FromMinutes(2)), $"one abort ends all branches; not reached: {_seen.Count(static seen => seen == 0)} of {_seen.Length}");
            runtime.BlockOn(async () => await task);
            Check(_seen.All(static seen => seen == 1), $"each branch sees one abort once; seen: {string.Join(",", _seen)}");
            _isOver = true;
            runtime.BlockOn(async () =>
            {
                foreach (var other in others)
                    await other;
            });
            CheckNothingHeld();
            while (_channel.Receiver.TryRead(out var item))
                Count(item);
            Check(_read.AsSpan().SequenceEqual(_written), "every item that was written is read");
        }

        private void AbortOnce(JoinHandle task)
        {
            if (Interlocked.Exchange(ref _isAborted, 1) == 0)
                task.Abort();
        }

        private void CheckNothingHeld()
        {
            Check(_mutex is { IsLocked: false, WaiterCount: 0 }, "no task has the mutex or waits for it");
            Check(_semaphore is { AvailablePermits: Permits, WaiterCount: 0 }, "all permits are back and no task waits");
            // If an ended wait had not been withdrawn, it would take the notification.
            runtime.BlockOn(async () =>
            {
                _notify.NotifyOne();
                await _notify.WaitAsync();
                var wait = _notify.WaitAsync();
                _notify.NotifyOne();
                await wait;
            });
        }

        private void Count((int Branch, int Number) item)
            => Check(item.Number == _read[item.Branch]++, "the items of one branch come in its order");

        private async Task DisturbAsync(Random own)
        {
            while (!_isOver)
            {
                using (await _mutex.LockAsync())
                    _notify.NotifyOne();
                using (await _semaphore.AcquireAsync(own.Next(1, Permits + 1)))
                    await CurrentTask.YieldAsync();
            }
        }

        private async Task ReadAsync()
        {
            try
            {
                while (true)
                    Count(await _channel.Receiver.ReadAsync());
            }
            catch (OperationCanceledException)
            {
                _seen[0]++;
            }

            await CleanUpAsync(0);
        }

        /// <summary>
        /// One method per branch, because an inner method gets or misses the abort by itself (docs/design/tasks/abort.md).
        /// </summary>
        private async Task UseAsync(int branch, Random own)
        {
            try
            {
                for (var i = own.Next(20); i > 0; i--)
                {
                    switch (own.Next(6))
                    {
                        case 0:
                            using (await _mutex.LockAsync())
                            {
                                if (own.Next(4) == 0)
                                    await _notify.WaitAsync();
                            }

                            break;
                        case 1:
                            using (await _semaphore.AcquireAsync(own.Next(1, Permits + 1)))
                            using (await _mutex.LockAsync())
                                _notify.NotifyAll();
                            break;
                        case 2:
                            await _notify.WaitAsync();
                            break;
                        case 3:
                            _notify.NotifyOne();
                            break;
                        default:
                            await _channel.Sender.WriteAsync((branch, _written[branch]));
                            _written[branch]++;
                            break;
                    }
                }

                if (branch == _aborter && Volatile.Read(ref _begun) == 1 && Volatile.Read(ref _task) is { } task)
                    AbortOnce(task);

                await _never.WaitAsync();
            }
            catch (OperationCanceledException)
            {
                _seen[branch]++;
            }

            await CleanUpAsync(branch);
        }

        /// <summary>Waits after the abort. If the abort came to this branch a second time, it would end one of these waits.</summary>
        private async ValueTask CleanUpAsync(int branch)
        {
            try
            {
                using (await _mutex.LockAsync())
                using (await _semaphore.AcquireAsync())
                    _notify.NotifyOne();
            }
            catch (OperationCanceledException)
            {
                _seen[branch]++;
            }
        }
    }
}
