namespace OrderService.Faults;

/// <summary>Switches faults on, each as often as one likes, and all of them off.</summary>
public sealed class FaultBoard(IRuntimeHandle runtime, IHostApplicationLifetime lifetime) : IDisposable
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _on = new();

    public void Dispose()
    {
        lock (_gate)
            _on.Dispose();
    }

    /// <summary>Switches a fault on, or all faults off by "none".</summary>
    /// <returns>False if there is no such fault.</returns>
    public bool TrySwitchOn(string name)
    {
        lock (_gate)
        {
            switch (name)
            {
                case "deadlock":
                    Deadlock.Start(runtime, _on.Token);
                    return true;
                case "stall":
                    Stall.Start(runtime, _on.Token);
                    return true;
                case "leak":
                    TaskLeak.Start(runtime, _on.Token);
                    return true;
                case "full-channel":
                    FullChannel.Start(runtime, _on.Token);
                    return true;
                case "none":
                    _on.Cancel();
                    _on.Dispose();
                    _on = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
                    return true;
                default:
                    return false;
            }
        }
    }
}
