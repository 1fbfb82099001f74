using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Plugins;

/// <summary>The options of a plugin: filled from its section, whose keys, and those below them, have to be properties, and filled anew when it changes.</summary>
/// <typeparam name="TOptions">Their type.</typeparam>
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
            // What the binder throws at the first value of a wrong type: it names key and value. One failure beside the others, which the
            // host collects, not an exception of another kind that hides them.
            errors.Add(e.Message);
        }

        if (errors.Count > 0)
            throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), errors);
    }

    private sealed class Binding(PluginOptions<TOptions> plugin, IConfiguration configuration) : ConfigureNamedOptions<TOptions>(
        Options.DefaultName, options => plugin.Bind(plugin.SectionOf(configuration), options));
}
