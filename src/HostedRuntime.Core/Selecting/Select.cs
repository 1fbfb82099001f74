using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Sync;
using HostedRuntime.Time;

namespace HostedRuntime.Selecting;

/// <summary>
/// Makes selections and their cases: what <c>select!</c> is in tokio and <c>select</c> in Go. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// var order = Select.Read(orders);
/// var stop = Select.Canceled(token);
/// var selection = Select.Of(order, stop);
/// while (await selection.WaitAsync() == order)
///     Handle(order.Value);
/// </code>
/// </example>
public static class Select
{
    /// <summary>Makes a selection that prefers no case.</summary>
    /// <param name="cases">The cases, each made for this selection.</param>
    /// <returns>The selection. Reuse it in a loop.</returns>
    /// <exception cref="ArgumentException">There is no case, or a case is in a selection already.</exception>
    public static Selection Of(params SelectCase[] cases) => new(cases, isBiased: false);

    /// <summary>Makes a selection that takes the first of its ready cases, in the given order.</summary>
    /// <inheritdoc cref="Of"/>
    public static Selection Biased(params SelectCase[] cases) => new(cases, isBiased: true);

    /// <summary>Reads several channels as one, until all have ended. No receiver is preferred.</summary>
    /// <param name="receivers">
    /// The receivers, which may have other readers too. If there are none, the enumeration ends at once.
    /// </param>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>
    /// The items as they come, those of one sender in the order in which it sent them. Several enumerations share them. Leaving an
    /// enumeration early leaves the other items in their channels. A token given by
    /// <see cref="TaskAsyncEnumerableExtensions.WithCancellation{T}"/> ends the enumeration before its next item, and no item is lost. If a
    /// channel was completed with an error, the enumeration throws that error after the last item of the channel.
    /// </returns>
    public static IAsyncEnumerable<T> Merge<T>(params Receiver<T>[] receivers)
    {
        ArgumentNullException.ThrowIfNull(receivers);
        foreach (var receiver in receivers)
            ArgumentNullException.ThrowIfNull(receiver, nameof(receivers));
        return SelectMerge.ReadAllAsync([.. receivers]);
    }

    /// <summary>A read of an mpsc channel. The case ends with the channel.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>The case; its value is the item.</returns>
    public static SelectCase<T> Read<T>(Receiver<T> receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        return new ReadCase<T>(receiver.Core);
    }

    /// <summary>A read of a channel of System.Threading.Channels. The case ends with the channel.</summary>
    /// <param name="reader">The reader. If it has other readers too, an item goes to one of them.</param>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>The case; its value is the item.</returns>
    public static SelectCase<T> Read<T>(ChannelReader<T> reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader is Receiver<T> receiver ? Read(receiver) : new ReaderCase<T>(reader);
    }

    /// <summary>The value of a oneshot. The case ends when the value was taken, or none can come.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <returns>The case; its value is that of the oneshot.</returns>
    /// <exception cref="ArgumentException">The receiver is the default value.</exception>
    public static SelectCase<T> Read<T>(OneshotReceiver<T> receiver)
        => new OneshotCase<T>(receiver.Core ?? throw new ArgumentException("The receiver is the default value and has no channel. Take one from Oneshot.Create.", nameof(receiver)));

    /// <summary>A read of a broadcast. The case ends with the broadcast.</summary>
    /// <param name="receiver">The receiver; it has no other reader.</param>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>The case; its value is an item, or the number of the items that were missed.</returns>
    public static SelectCase<BroadcastRead<T>> Read<T>(BroadcastReceiver<T> receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        return new BroadcastCase<T>(receiver);
    }

    /// <summary>A change of a watched value. The case ends with the watch.</summary>
    /// <param name="receiver">The receiver; it has no other reader.</param>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <returns>The case; its value is the latest one, which counts as seen.</returns>
    public static SelectCase<T> Changed<T>(WatchReceiver<T> receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        return new WatchCase<T>(receiver);
    }

    /// <summary>Room in an mpsc channel, so that a send is a case. The case ends with the channel.</summary>
    /// <param name="sender">The sender. The case does not end with it.</param>
    /// <param name="count">How many places to reserve: 1 to the capacity.</param>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>The case; its value is the permit, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not 1 to the capacity.</exception>
    public static SelectCase<Sender<T>.Permit> Reserve<T>(Sender<T> sender, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, sender.Capacity ?? int.MaxValue);
        return new ReserveCase<T>(sender.Core, count);
    }

    /// <summary>A mutex.</summary>
    /// <param name="mutex">The mutex.</param>
    /// <returns>The case; its value is the guard, which the caller disposes.</returns>
    public static SelectCase<AsyncMutex.Guard> Lock(AsyncMutex mutex)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        return new MutexCase<AsyncMutex.Guard>(mutex.Core);
    }

    /// <inheritdoc cref="Lock(AsyncMutex)"/>
    /// <typeparam name="T">The type of the value of the mutex.</typeparam>
    public static SelectCase<AsyncMutex<T>.Guard> Lock<T>(AsyncMutex<T> mutex)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        return new MutexCase<AsyncMutex<T>.Guard>(mutex.Core);
    }

    /// <summary>A read lock.</summary>
    /// <param name="readerWriterLock">The lock.</param>
    /// <returns>The case; its value is the guard, which the caller disposes.</returns>
    public static SelectCase<AsyncReaderWriterLock.ReadGuard> ReadLock(AsyncReaderWriterLock readerWriterLock)
    {
        ArgumentNullException.ThrowIfNull(readerWriterLock);
        return new ReadLockCase<AsyncReaderWriterLock.ReadGuard, AsyncReaderWriterLock.WriteGuard>(readerWriterLock.Core);
    }

    /// <inheritdoc cref="ReadLock(AsyncReaderWriterLock)"/>
    /// <typeparam name="T">The type of the value of the lock.</typeparam>
    public static SelectCase<AsyncReaderWriterLock<T>.ReadGuard> ReadLock<T>(AsyncReaderWriterLock<T> readerWriterLock)
    {
        ArgumentNullException.ThrowIfNull(readerWriterLock);
        return new ReadLockCase<AsyncReaderWriterLock<T>.ReadGuard, AsyncReaderWriterLock<T>.WriteGuard>(readerWriterLock.Core);
    }

    /// <summary>A write lock.</summary>
    /// <param name="readerWriterLock">The lock.</param>
    /// <returns>The case; its value is the guard, which the caller disposes.</returns>
    public static SelectCase<AsyncReaderWriterLock.WriteGuard> WriteLock(AsyncReaderWriterLock readerWriterLock)
    {
        ArgumentNullException.ThrowIfNull(readerWriterLock);
        return new WriteLockCase<AsyncReaderWriterLock.ReadGuard, AsyncReaderWriterLock.WriteGuard>(readerWriterLock.Core);
    }

    /// <inheritdoc cref="WriteLock(AsyncReaderWriterLock)"/>
    /// <typeparam name="T">The type of the value of the lock.</typeparam>
    public static SelectCase<AsyncReaderWriterLock<T>.WriteGuard> WriteLock<T>(AsyncReaderWriterLock<T> readerWriterLock)
    {
        ArgumentNullException.ThrowIfNull(readerWriterLock);
        return new WriteLockCase<AsyncReaderWriterLock<T>.ReadGuard, AsyncReaderWriterLock<T>.WriteGuard>(readerWriterLock.Core);
    }

    /// <summary>Permits of a semaphore.</summary>
    /// <param name="semaphore">The semaphore. If it is closed, the wait throws <see cref="SemaphoreClosedException"/>.</param>
    /// <param name="count">How many permits, not negative.</param>
    /// <returns>The case; its value is the permit, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static SelectCase<AsyncSemaphore.Permit> Acquire(AsyncSemaphore semaphore, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(semaphore);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new PermitCase(semaphore.Core, count);
    }

    /// <summary>A notification.</summary>
    /// <param name="notify">The notify. A notification that comes while the case does not wait is stored, as always.</param>
    /// <returns>The case.</returns>
    public static SelectCase Notified(AsyncNotify notify)
    {
        ArgumentNullException.ThrowIfNull(notify);
        return new NotifyCase(notify.Core);
    }

    /// <summary>The end of a task. The case wins once.</summary>
    /// <param name="handle">The task. Whether it wins or not, the task runs on.</param>
    /// <returns>The case; its value is the outcome.</returns>
    public static SelectCase<JoinResult> Join(JoinHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new JoinCase<JoinResult>(handle, static task => new JoinResult(task));
    }

    /// <inheritdoc cref="Join(JoinHandle)"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    public static SelectCase<JoinResult<T>> Join<T>(JoinHandle<T> handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new JoinCase<JoinResult<T>>(handle, static task => new JoinResult<T>((JoinHandle<T>)task));
    }

    /// <summary>A token that fires. The case wins once. It is an event, while the token of a wait is an exception.</summary>
    /// <param name="cancellationToken">The token.</param>
    /// <returns>The case.</returns>
    public static SelectCase Canceled(CancellationToken cancellationToken) => new TokenCase(cancellationToken);

    /// <summary>The end of a .NET task. The case wins once.</summary>
    /// <param name="task">The task. It keeps its result, so nothing is lost if the case does not win.</param>
    /// <returns>The case; its value is the task, which has ended.</returns>
    public static SelectCase<Task> Completed(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new TaskCase<Task>(task);
    }

    /// <inheritdoc cref="Completed(Task)"/>
    /// <typeparam name="T">The result type of the task.</typeparam>
    public static SelectCase<Task<T>> Completed<T>(Task<T> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new TaskCase<Task<T>>(task);
    }

    /// <summary>A time that passes while a call waits. Each call of <see cref="Selection.WaitAsync"/> begins it again.</summary>
    /// <param name="timeout">The time. If infinite, the case never wins.</param>
    /// <param name="timeProvider">The clock. If null, the current runtime's at the first wait, and off the runtime the system's.</param>
    /// <returns>The case.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is -2 ms or less.</exception>
    public static SelectCase Timeout(TimeSpan timeout, TimeProvider? timeProvider = null)
        => new TimeoutCase(DelayArgument.Checked(timeout, nameof(timeout)), timeProvider);

    /// <summary>A tick of an interval. The case ends when the interval is disposed.</summary>
    /// <param name="interval">The interval; it has no other wait.</param>
    /// <returns>The case.</returns>
    public static SelectCase Tick(Interval interval)
    {
        ArgumentNullException.ThrowIfNull(interval);
        return new TickCase(interval);
    }

    /// <summary>
    /// The next item of a delay queue whose time has come. The case ends when the queue is completed and empty, or disposed.
    /// </summary>
    /// <param name="queue">The queue. It may have other readers.</param>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>The case; its value is the item.</returns>
    public static SelectCase<T> Dequeue<T>(DelayQueue<T> queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return new DelayQueueCase<T>(queue);
    }
}
