using HostedRuntime.Channels;
using Microsoft.Extensions.Options;

namespace HostedRuntime.DependencyInjection;

/// <summary>Carries the changes of an options monitor into a watch, until nobody watches any more.</summary>
internal sealed class OptionsWatch<T>
{
    private readonly IOptionsMonitor<T> _monitor;
    private readonly WatchSender<T> _sender;
    private readonly IDisposable? _registration;

    private OptionsWatch(IOptionsMonitor<T> monitor, WatchSender<T> sender)
    {
        _monitor = monitor;
        _sender = sender;
        _registration = monitor.OnChange(OnChange);
        // What changed before the monitor knew of us.
        Carry();
    }

    public static WatchReceiver<T> Of(IOptionsMonitor<T> monitor)
    {
        var (sender, receiver) = Watch.Create(monitor.CurrentValue);
        _ = new OptionsWatch<T>(monitor, sender);
        return receiver;
    }

    private void OnChange(T options, string? name)
    {
        if (name != Options.DefaultName)
            return;
        if (_sender.ReceiverCount > 0)
            Carry();
        else
            _registration?.Dispose();
    }

    /// <summary>The current value, not the one that came with the change: of two changes at once the later one stays, whoever comes last.</summary>
    private void Carry() => _sender.Update(_ => _monitor.CurrentValue);
}
