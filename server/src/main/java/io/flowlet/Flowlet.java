package io.flowlet;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The backend as one Spring Boot application. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Flowlet {}
