using HostedRuntime.Exploring;

namespace System.Threading;

/// <summary>Replaces the BCL's spinning: the other threads run first.</summary>
internal struct SpinWait
{
    public int Count { get; private set; }

    public readonly bool NextSpinWillYield => Count >= 10;

    public void SpinOnce() => SpinOnce(-1);

    public void SpinOnce(int sleep1Threshold)
    {
        Count++;
        if (ModelThread.Current is { } thread)
            thread.Execution.Yield(thread);
    }

    public void Reset() => Count = 0;
}
