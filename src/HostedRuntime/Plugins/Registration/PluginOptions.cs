using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Plugins;

/// <summary>
/// Binds the options of a plugin to its section, and again when the section changes. All keys of the section, and of the sections below it,
/// have to be properties.
/// </summary>
/// <typeparam name="TOptions">The type of the options.</typeparam>
internal sealed class PluginOptions<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
    string path, Action<IConfigurationSection, TOptions> bind) where TOptions : class
{
    public static void Register(IServiceCollection services, string path, Action<IConfigurationSection, TOptions> bind)
    {
        var other = services.Select(static service => service is { IsKeyedService: false, ImplementationInstance: PluginOptions<TOptions> its } ? its : null).FirstOrDefault(static its => its is not null);
        if (other is not null)
            throw new ArgumentException($"{typeof(TOptions).Name} are the options of the plugin of '{other.Path}' already, and cannot be those of the one of '{path}' too.");
        services.AddSingleton(new PluginOptions<TOptions>(path, bind));
        services.AddOptions<TOptions>().ValidateOnStart();
        services.AddSingleton<IConfigureOptions<TOptions>>(static provider => new Binding(provider.GetRequiredService<PluginOptions<TOptions>>(), provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<IOptionsChangeTokenSource<TOptions>>(static provider =>
            new ConfigurationChangeTokenSource<TOptions>(Options.DefaultName, provider.GetRequiredService<PluginOptions<TOptions>>().SectionOf(provider.GetRequiredService<IConfiguration>())));
    }

    private string Path => path;

    private IConfigurationSection SectionOf(IConfiguration configuration) => configuration.GetSection(path);

    private void Bind(IConfigurationSection section, TOptions options)
    {
        var errors = SectionCheck.ErrorsOf(section, typeof(TOptions)).ToList();
        try
        {
            bind(section, options);
        }
        catch (InvalidOperationException e)
        {
            // The binder throws this at the first value of a wrong type, and names key and value. It becomes one of the failures that the
            // host collects. An exception of another kind would hide the other failures.
            errors.Add(e.Message);
        }

        if (errors.Count > 0)
            throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), errors);
    }

    private sealed class Binding(PluginOptions<TOptions> plugin, IConfiguration configuration) : ConfigureNamedOptions<TOptions>(
        Options.DefaultName, options => plugin.Bind(plugin.SectionOf(configuration), options));
}
