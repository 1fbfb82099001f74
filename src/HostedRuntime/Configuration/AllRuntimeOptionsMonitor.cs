using HostedRuntime.Diagnostics;
using HostedRuntime.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Configuration;

/// <summary>
/// Reads the options of all runtimes of a host, once, and collects what is wrong with any of them. The host's validation asks for
/// <see cref="AllRuntimeOptions"/>; a service that injects a runtime may ask earlier. Both get all errors in one message.
/// </summary>
/// <remarks>
/// In place of the monitor of the options library, which would have a factory, a cache and a validator made for a type without values, at
/// each start of a host.
/// </remarks>
internal sealed class AllRuntimeOptionsMonitor(IServiceProvider services, RuntimeRegistry runtimes) : IOptionsMonitor<AllRuntimeOptions>
{
    [ThreadStatic]
    private static bool t_isReporting;

    private Outcome? _outcome;

    public AllRuntimeOptions CurrentValue => Get(Options.DefaultName);

    /// <exception cref="OptionsValidationException">Something is wrong.</exception>
    public AllRuntimeOptions Get(string? name)
    {
        var errors = Read().Errors;
        return errors.Count == 0 ? new AllRuntimeOptions() : throw Refusal(errors);
    }

    /// <summary>The options of one runtime, as it starts with them.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong with the options of any runtime.</exception>
    /// <exception cref="AggregateException">And something is wrong with other options that the host validates when it starts.</exception>
    public RuntimeOptions Of(string runtime)
    {
        var outcome = Read();
        if (outcome.Errors.Count == 0)
            return outcome.Options[IndexOf(runtime)]!;
        Report();
        throw Refusal(outcome.Errors);
    }

    /// <exception cref="OptionsValidationException">The options were read before, and something is wrong with them.</exception>
    public void ThrowIfRefused()
    {
        if (t_isReporting && Volatile.Read(ref _outcome) is { Errors: { Count: > 0 } errors })
            throw Refusal(errors);
    }

    /// <summary>They do not change: changes to a runtime's own options are handled by <see cref="OptionsReload"/>.</summary>
    public IDisposable? OnChange(Action<AllRuntimeOptions, string?> listener) => null;

    private static OptionsValidationException Refusal(List<string> errors)
        => new(Options.DefaultName, typeof(AllRuntimeOptions), [string.Join(Environment.NewLine, errors)]);

    /// <summary>Throws all that the host's own validation throws: this start fails here, before the host comes to validate.</summary>
    private void Report()
    {
        // A validator may inject the runtime, and so come here again.
        if (t_isReporting)
            return;
        t_isReporting = true;
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
        }
        finally
        {
            t_isReporting = false;
        }
    }

    private int IndexOf(string runtime)
    {
        var i = 0;
        while (runtimes.Names[i] != runtime)
            i++;
        return i;
    }

    /// <summary>
    /// Not under a lock: this runs the application's code. If two threads read at the same time, both use what the first one published.
    /// </summary>
    private Outcome Read()
    {
        if (Volatile.Read(ref _outcome) is { } known)
            return known;
        var read = new Outcome(new RuntimeOptions?[runtimes.Names.Count], []);
        for (var i = 0; i < read.Options.Length; i++)
            read.Options[i] = ReadRuntime(read.Errors, runtimes.Names[i]);
        if (services.GetService<IConfiguration>() is { } configuration)
            new StraySections(runtimes, configuration).AddTo(read.Errors);
        return Interlocked.CompareExchange(ref _outcome, read, null) ?? read;
    }

    private RuntimeOptions? ReadRuntime(List<string> errors, string runtime)
    {
        RuntimeOptions? options = null;
        try
        {
            options = services.GetRequiredService<IOptionsFactory<RuntimeOptions>>().Create(RuntimeName.OptionsNameOf(runtime));
        }
        catch (OptionsValidationException e)
        {
            errors.AddRange(e.Failures);
        }

        if (services.GetKeyedService<HandedInRuntime>(runtime) is not null && runtimes.AdditionsTo(runtime).Has<HooksRegistration>())
            errors.Add($"Runtime '{runtime}' was handed in by UseRuntime and keeps the hooks that it was made with; ConfigureHooks is for one that the host makes.");
        return options;
    }

    private sealed record Outcome(RuntimeOptions?[] Options, List<string> Errors);
}
