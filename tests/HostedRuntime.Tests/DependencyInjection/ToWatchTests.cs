using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Tests.DependencyInjection;

public sealed class ToWatchTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task ToWatch_ConfigurationReloads_HasNewOptions()
    {
        var configuration = new ConfigurationManager { ["Limits:Most"] = "1" };
        var services = new ServiceCollection();
        services.AddOptions<Limits>().Bind(configuration.GetSection("Limits"));
        await using var provider = services.BuildServiceProvider();
        using var watch = provider.GetRequiredService<IOptionsMonitor<Limits>>().ToWatch();
        Assert.Equal((1, false), (watch.Value.Most, watch.HasChanged));

        var waiting = watch.WaitForAsync(static limits => limits.Most == 2);
        Assert.False(waiting.IsCompleted);
        configuration["Limits:Most"] = "2";
        ((IConfigurationRoot)configuration).Reload();
        Assert.Equal(2, (await waiting).Most);
    }

    [Fact]
    public void ToWatch_ChangeOfNamedOptions_IsIgnored()
    {
        var monitor = new ManualMonitor(new Limits { Most = 1 });
        using var watch = monitor.ToWatch();
        monitor.Change(new Limits { Most = 2 }, "other");
        Assert.Equal((1, false), (watch.Value.Most, watch.HasChanged));
        monitor.Change(new Limits { Most = 3 }, Options.DefaultName);
        Assert.Equal((3, true), (watch.Value.Most, watch.HasChanged));
    }

    [Fact]
    public void ToWatch_ChangeDuringRegistration_IsSeen()
    {
        var monitor = new ManualMonitor(new Limits { Most = 1 });
        monitor.OnRegister = () => monitor.CurrentValue = new Limits { Most = 2 };
        using var watch = monitor.ToWatch();
        Assert.Equal((2, true), (watch.Value.Most, watch.HasChanged));
    }

    [Fact]
    public void ToWatch_AllReceiversDisposed_UnregistersAtNextChange()
    {
        var monitor = new ManualMonitor(new Limits { Most = 1 });
        var watch = monitor.ToWatch();
        var clone = watch.Clone();
        watch.Dispose();
        monitor.Change(new Limits { Most = 2 }, Options.DefaultName);
        Assert.Equal((2, 1), (clone.Value.Most, monitor.Listeners));
        clone.Dispose();
        monitor.Change(new Limits { Most = 3 }, Options.DefaultName);
        Assert.Equal(0, monitor.Listeners);
    }

    [Fact]
    public void ToWatch_Null_Throws() => Assert.Throws<ArgumentNullException>("monitor", static () => ((IOptionsMonitor<Limits>)null!).ToWatch());

    private sealed class Limits
    {
        public int Most { get; set; }
    }

    private sealed class ManualMonitor(Limits options) : IOptionsMonitor<Limits>
    {
        private Action<Limits, string?>? _listeners;

        public Limits CurrentValue { get; set; } = options;

        public int Listeners => _listeners?.GetInvocationList().Length ?? 0;

        public Action? OnRegister { get; set; }

        public Limits Get(string? name) => CurrentValue;

        public void Change(Limits changed, string name)
        {
            if (name == Options.DefaultName)
                CurrentValue = changed;
            _listeners?.Invoke(changed, name);
        }

        public IDisposable OnChange(Action<Limits, string?> listener)
        {
            OnRegister?.Invoke();
            _listeners += listener;
            return new Registration(this, listener);
        }

        private sealed class Registration(ManualMonitor monitor, Action<Limits, string?> listener) : IDisposable
        {
            public void Dispose() => monitor._listeners -= listener;
        }
    }
}
