using HostedRuntime.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Configuration;

/// <summary>
/// Copies a runtime's section into its options. Skips what cannot be read, because <see cref="RuntimeOptionsValidator"/> reports all of it
/// at once.
/// </summary>
internal sealed class RuntimeOptionsBinder(RuntimeRegistry runtimes, IConfiguration? configuration) : IConfigureNamedOptions<RuntimeOptions>
{
    public void Configure(RuntimeOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, RuntimeOptions options)
    {
        if (configuration is null || runtimes.WithOptions(name) is not { } runtime)
            return;
        // The children that exist, and not each option in turn, because a lookup of a key asks all providers of the configuration.
        foreach (var given in configuration.GetSection(RuntimeName.SectionOf(runtime)).GetChildren())
        {
            if (given.Value is { } text && OptionTable.Find(given.Key) is { } option)
                OptionTable.TryApply(options, option, text);
        }
    }
}
