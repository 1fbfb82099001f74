namespace HostedRuntime.Testing;

/// <summary>A scope of <see cref="VirtualTime.Hold"/>. Its second disposal does nothing.</summary>
internal sealed class TimeHold(VirtualTime time) : IDisposable
{
    private bool _isReleased;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, true))
            return;
        time.Release();
    }
}
