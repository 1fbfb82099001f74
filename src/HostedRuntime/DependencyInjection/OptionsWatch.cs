using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Channels;
using Microsoft.Extensions.Options;

namespace HostedRuntime.DependencyInjection;

/// <summary>Sends the changes of an options monitor to a watch, until the watch has no receiver any more.</summary>
internal sealed class OptionsWatch<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>
{
    private readonly IOptionsMonitor<T> _monitor;
    private readonly WatchSender<T> _sender;
    private readonly IDisposable? _registration;

    private OptionsWatch(IOptionsMonitor<T> monitor, WatchSender<T> sender)
    {
        _monitor = monitor;
        _sender = sender;
        _registration = monitor.OnChange(OnChange);
        // A change between the read of the first value and OnChange would otherwise be missed.
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

    /// <summary>
    /// Sends the monitor's current value, and not the value that came with the change. So the later of two concurrent changes stays, in
    /// whichever order their callbacks run.
    /// </summary>
    private void Carry() => _sender.Update(_ => _monitor.CurrentValue);
}
