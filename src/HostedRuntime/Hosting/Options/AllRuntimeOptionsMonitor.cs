using HostedRuntime.Cluster.Options;
using HostedRuntime.Configuration;
using HostedRuntime.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Hosting;

/// <summary>
/// Reads the options of all runtimes of a host once, and collects their errors. The host's validation asks for
/// <see cref="AllRuntimeOptions"/>; a service that injects a runtime may ask earlier. Both get all errors in one message.
/// </summary>
/// <remarks>
/// Rejected: the monitor of the options library. At each start of a host it would make a factory, a cache and a validator for a type
/// without values.
/// </remarks>
internal sealed class AllRuntimeOptionsMonitor(IServiceProvider services, RuntimeRegistry runtimes) : IOptionsMonitor<AllRuntimeOptions>
{
    [ThreadStatic]
    private static bool t_isReporting;

    private Outcome? _outcome;

    public AllRuntimeOptions CurrentValue => Get(Options.DefaultName);

    /// <exception cref="OptionsValidationException">A runtime's options, or the sections around them, are not valid.</exception>
    public AllRuntimeOptions Get(string? name)
    {
        var errors = Read().Errors;
        return errors.Count == 0 ? new AllRuntimeOptions() : throw Refusal(errors);
    }

    /// <summary>Returns the options that a runtime starts with.</summary>
    /// <exception cref="OptionsValidationException">A runtime's options, or the sections around them, are not valid.</exception>
    /// <exception cref="AggregateException">Other options that the host validates at its start are not valid either.</exception>
    public RuntimeOptions Of(string runtime)
    {
        var outcome = Read();
        if (outcome.Errors.Count == 0)
            return outcome.Options[IndexOf(runtime)]!;
        Report();
        throw Refusal(outcome.Errors);
    }

    /// <summary>Throws the errors that were found if this thread is collecting the errors of all other options.</summary>
    /// <exception cref="OptionsValidationException">A runtime's options, or the sections around them, are not valid.</exception>
    public void ThrowIfRefused()
    {
        if (t_isReporting && Volatile.Read(ref _outcome) is { Errors: { Count: > 0 } errors })
            throw Refusal(errors);
    }

    /// <summary>Never calls the listener: <see cref="OptionsReload"/> handles changes to a runtime's options.</summary>
    public IDisposable? OnChange(Action<AllRuntimeOptions, string?> listener) => null;

    private static OptionsValidationException Refusal(List<string> errors)
        => new(Options.DefaultName, typeof(AllRuntimeOptions), [string.Join(Environment.NewLine, errors)]);

    /// <summary>Throws what the host's own validation would throw, because this start fails before the host validates.</summary>
    private void Report()
    {
        // A validator may inject the runtime, and so call this again.
        if (t_isReporting)
            return;
        t_isReporting = true;
        try
        {
            StartupValidator()?.Validate();
        }
        finally
        {
            t_isReporting = false;
        }
    }

    /// <summary>Returns the host's validator; null if this call comes from its making.</summary>
    private IStartupValidator? StartupValidator()
    {
        try
        {
            return services.GetService<IStartupValidator>();
        }
        catch (InvalidOperationException)
        {
            // The container of Microsoft.Extensions 11 refuses a service that this thread is making. The maker of the validator runs it.
            return null;
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
    /// Reads the options, without a lock because the application's code runs here. If two threads read concurrently, both use the outcome
    /// published first.
    /// </summary>
    private Outcome Read()
    {
        if (Volatile.Read(ref _outcome) is { } known)
            return known;
        var read = new Outcome(new RuntimeOptions?[runtimes.Names.Count], []);
        for (var i = 0; i < read.Options.Length; i++)
            read.Options[i] = ReadRuntime(read.Errors, runtimes.Names[i]);
        if (services.GetService<IConfiguration>() is { } configuration)
            AddErrors(read.Errors, configuration);
        return Interlocked.CompareExchange(ref _outcome, read, null) ?? read;
    }

    private void AddErrors(List<string> errors, IConfiguration configuration)
    {
        new StraySections(runtimes, configuration).AddTo(errors);
        if (!ClusterOptionsSection.IsIn(configuration))
            return;
        try
        {
            services.GetRequiredService<IOptionsFactory<ClusterOptions>>().Create(Options.DefaultName);
        }
        catch (OptionsValidationException e)
        {
            errors.AddRange(e.Failures);
        }
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

        if (services.GetKeyedService<ExternalRuntime>(runtime) is not null && runtimes.AdditionsTo(runtime).Has<HooksRegistration>())
            errors.Add($"Runtime '{runtime}' was handed in by UseRuntime and keeps the hooks that it was made with; ConfigureHooks is for one that the host makes.");
        return options;
    }

    private sealed record Outcome(RuntimeOptions?[] Options, List<string> Errors);
}
