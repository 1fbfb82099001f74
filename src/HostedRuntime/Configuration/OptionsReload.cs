using System.Globalization;
using HostedRuntime.Diagnostics;
using HostedRuntime.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace HostedRuntime.Configuration;

/// <summary>
/// Applies changes of the configuration to a running runtime. If an option cannot change while the runtime runs, the log says that the
/// change needs a new start.
/// </summary>
/// <remarks>
/// Rejected: IOptionsMonitor, because a failed validation throws out of its change callback, into the thread of the file watcher. This
/// class makes the options again, by the same factory, and logs a failure of any kind. An IOptionsMonitor&lt;RuntimeOptions&gt; keeps the
/// options of the start.
/// </remarks>
internal sealed class OptionsReload : IDisposable
{
    private readonly string _name;
    private readonly IRuntime _runtime;
    private readonly LiveOptions _live;
    private readonly IOptionsFactory<RuntimeOptions> _factory;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly IDisposable _subscription;

    /// <summary>The options that the configuration had last, applied or not, so that each change is logged once.</summary>
    private RuntimeOptions _seen;
    private bool _isOver;

    /// <summary>The errors that were logged last, or null after a valid change. Caller holds `_gate`.</summary>
    private string? _refused;

    private OptionsReload(string name, IRuntime runtime, LiveOptions live, IOptionsFactory<RuntimeOptions> factory, IConfiguration configuration, ILogger logger)
    {
        _name = name;
        _runtime = runtime;
        _live = live;
        _seen = live.Current;
        _factory = factory;
        _logger = logger;
        _subscription = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    public static OptionsReload Watch(IServiceProvider services, string name, IRuntime runtime)
        => new(
            name,
            runtime,
            services.GetRequiredKeyedService<LiveOptions>(name),
            services.GetRequiredService<IOptionsFactory<RuntimeOptions>>(),
            services.GetRequiredService<IConfiguration>(),
            Log.For(services));

    public void Dispose()
    {
        _subscription.Dispose();
        lock (_gate)
            _isOver = true;
    }

    private void Reload()
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            try
            {
                Apply(_factory.Create(RuntimeName.OptionsNameOf(_name)));
            }
            catch (Exception e)
            {
                // Catches every exception, because the application's Configure and Validate run here, on the thread that watches the
                // file.
                Refuse(e);
            }
        }
    }

    private void Refuse(Exception e)
    {
        var errors = e is OptionsValidationException invalid
            ? string.Join(Environment.NewLine, invalid.Failures)
            : $"Configure or Validate of the application threw {e.GetType().Name}: {e.Message}";
        // One change of a file is reported several times, by each provider and for each write.
        if (errors == _refused)
            return;
        _refused = errors;
        _logger.ChangedOptionsRefused(_name, Environment.NewLine + errors, e is OptionsValidationException ? null : e);
    }

    private void Apply(RuntimeOptions changed)
    {
        _refused = null;
        var differences = _seen.Check().Zip(changed.Check()).Where(static pair => !Equals(pair.First.Value, pair.Second.Value)).ToList();
        if (differences.Count == 0)
            return;
        _seen = changed;
        var kept = _runtime.Reconfigure(changed);
        _live.Current = _runtime.Options;
        foreach (var (before, after) in differences)
        {
            var key = $"{RuntimeName.SectionOf(_name)}:{after.Name}";
            if (kept.Contains(after.Name))
                _logger.OptionTakesARestart(key, Text(before.Value), Text(after.Value));
            else
                _logger.OptionChanged(key, Text(before.Value), Text(after.Value));
        }
    }

    private static string Text(object? value) => string.Create(CultureInfo.InvariantCulture, $"{value ?? "none"}");
}
